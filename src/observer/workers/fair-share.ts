/** What one worker is to do about the number of consumers that it follows. */
export interface ShareChange {
  /** So many more may be taken, where they are free. */
  readonly take: number;
  /** So many are to be given up, for a worker that has fewer. */
  readonly release: number;
}

/** So that all workers follow about the same number of consumers; `workers` includes the one that asks. */
export function fairShare(consumers: number, workers: number, held: number): ShareChange {
  const share = Math.ceil(consumers / Math.max(1, workers));
  return { take: Math.max(0, share - held), release: Math.max(0, held - share) };
}
