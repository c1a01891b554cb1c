import type { ChainConnection } from "../chain/chain-connection.ts";

/** The most blocks between two tries of what fails, or between two looks at what is waited for. */
export const MAX_DISTANCE = 32;

/** Blocks to wait after so many failures in a row: 1, 2, 4, … */
export function blockDistance(failures: number): bigint {
  return BigInt(Math.min(2 ** (failures - 1), MAX_DISTANCE));
}

/** Resolves once so many more blocks than known now have been heard of. */
export async function waitBlocks(chain: ChainConnection, blocks: bigint, signal: AbortSignal): Promise<void> {
  const known = await chain.waitForHeight(1n, { signal });
  await chain.waitForHeight(known + blocks, { signal });
}
