import type { ChainRole } from "../observer-event.ts";

/** First and last heights of each chain that a report covers; what is left out has no end there. */
export interface ReportRange {
  readonly from?: Partial<Readonly<Record<ChainRole, bigint>>>;
  readonly to?: Partial<Readonly<Record<ChainRole, bigint>>>;
}

/** True where a height of a chain lies in the range, its ends included. */
export function isInRange({ from, to }: ReportRange, chain: ChainRole, height: bigint): boolean {
  return height >= (from?.[chain] ?? 0n) && height <= (to?.[chain] ?? height);
}
