import { type ChainConnection, type WaitOptions, withDeadline } from "../../src/index.ts";
import type { Testnet } from "../testnet.ts";

/** Waits for the provider's next epoch, in which sets change and packets leave. Resolves with a height at or after it. */
export async function nextEpoch({ provider }: Testnet, options: WaitOptions = {}): Promise<bigint> {
  const { connection, queries } = provider;
  const height = await connection.latestHeight();
  return connection.waitForHeight(height + (await queries.blocksUntilNextEpoch({ height })), options);
}

/** Waits for this many blocks more of a chain. Resolves with its height then. */
export async function moreBlocks(
  connection: ChainConnection,
  count: number,
  options: WaitOptions = {},
): Promise<bigint> {
  return connection.waitForHeight((await connection.latestHeight()) + BigInt(count), options);
}

/** Waits until the time of a chain's blocks has reached `time`. Resolves with a height at or after it. */
export function untilTime(connection: ChainConnection, time: Date, options: WaitOptions = {}): Promise<bigint> {
  return withDeadline(`${connection.chainId} to reach ${time.toISOString()}`, options, async (signal) => {
    const from = await connection.latestHeight();
    for await (const block of connection.blocks({ from, signal })) if (block.time >= time) return block.height;
    throw signal.reason;
  });
}
