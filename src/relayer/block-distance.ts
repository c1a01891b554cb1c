import type { ChainConnection } from "../chain/chain-connection.ts";

/** The most blocks between two tries of what fails, or between two looks at what is waited for. */
const MAX_DISTANCE = 32;

/** A block further behind than this that cannot be read is left out: nearer to the tip another try may tell it. */
export const LEFT_OUT_BEHIND = 20n;

/** Beats to wait after so many failures in a row: 1, 2, 4, …, bounded so that what was mended is soon noticed. */
export function retryDistance(failures: number): number {
  return Math.min(2 ** (failures - 1), MAX_DISTANCE);
}

/** `retryDistance` in blocks. */
export function blockDistance(failures: number): bigint {
  return BigInt(retryDistance(failures));
}

/** Resolves once so many more blocks than known now have been heard of. */
export async function waitBlocks(chain: ChainConnection, blocks: bigint, signal: AbortSignal): Promise<void> {
  const known = await chain.waitForHeight(1n, { signal });
  await chain.waitForHeight(known + blocks, { signal });
}
