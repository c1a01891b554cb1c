/** What is done at once; the signal aborts as soon as it is over. */
type Work<P> = (signal: AbortSignal) => P;

/** Does several things at once; where one fails the others are ended, and waited for. */
export async function together(signal: AbortSignal, work: Work<readonly Promise<unknown>[]>): Promise<void> {
  await togetherUntil(signal, work, (promises) => Promise.all(promises));
}

/**
 * Does several things at once, and settles as `outcome` of them does: whatever is still at work then is ended, and
 * waited for.
 */
export async function togetherUntil<const P extends readonly Promise<unknown>[], T>(
  signal: AbortSignal,
  work: Work<P>,
  outcome: (promises: P) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const promises = work(AbortSignal.any([signal, over.signal]));
  try {
    return await outcome(promises);
  } finally {
    over.abort(new DOMException("Another one of several has ended", "AbortError"));
    await Promise.allSettled(promises);
  }
}
