import type { ChainConnection } from "../chain/chain-connection.ts";
import { isIcsError } from "../errors.ts";

/** How a launch reaches the consumer's node, which people start and stop meanwhile. */
export interface ConsumerNode {
  readonly connectConsumer: (signal: AbortSignal) => Promise<ChainConnection | undefined>;
  readonly signal: AbortSignal;
}

/** The consumer's latest height; 0 while it has no block, or no node of it answers. */
export async function consumerHeight({ connectConsumer, signal }: ConsumerNode): Promise<bigint> {
  try {
    return (await (await connectConsumer(signal))?.latestHeight()) ?? 0n;
  } catch (error) {
    if (isIcsError(error, "RPC_UNREACHABLE")) return 0n;
    throw error;
  }
}
