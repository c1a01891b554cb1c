import type { ChainConnection } from "../../chain/chain-connection.ts";
import { isIcsError } from "../../errors.ts";
import { blockDistance, waitBlocks } from "../block-distance.ts";

/** What a node answers; one that does not answer, or not yet with what is asked, is asked again with later blocks. */
export async function answered<T>(chain: ChainConnection, signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    signal.throwIfAborted();
    try {
      return await ask();
    } catch (error) {
      signal.throwIfAborted();
      if (!isSilence(error)) throw error;
      await waitBlocks(chain, blockDistance(failures), signal);
    }
  }
}

function isSilence(error: unknown): boolean {
  if (!isIcsError(error)) return false;
  return error.code === "RPC_UNREACHABLE" || (error.retryable && error.code.startsWith("RPC_"));
}
