import { patiently } from "./patiently.ts";
import type { BlockSource } from "./sources.ts";

/** Where reading a chain begins: a height, or the last block that the chain has made. */
export type FirstHeight = bigint | "latest";

/** Where a chain is read from. */
export interface Start {
  readonly from: bigint;
  /** The chain's height at the beginning; undefined where it was not asked for, or the source does not tell. */
  readonly tip: bigint | undefined;
}

/** The first height to read, and the tip where that or the caller needs it. */
export async function findStart(
  source: BlockSource,
  options: { readonly from: FirstHeight; readonly wantsTip: boolean; readonly signal: AbortSignal },
): Promise<Start> {
  const { from, wantsTip, signal } = options;
  const isAsked = wantsTip || from === "latest";
  const tip = isAsked ? await patiently(async () => source.latestHeight?.(), signal) : undefined;
  return { from: from === "latest" ? tip || 1n : from, tip };
}
