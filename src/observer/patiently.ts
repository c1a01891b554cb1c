import { sleep } from "../async/sleep.ts";
import { isIcsError } from "../errors.ts";

const longestPauseMs = 2_000;

/** Asks again, at growing intervals, while the answer is an error that may pass by itself. */
export async function patiently<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let pauseMs = 50; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      return await ask();
    } catch (error) {
      if (!mayPass(error)) throw error;
    }
    await sleep(pauseMs, signal);
  }
}

/** A node behind the one that gave the block, as behind a load balancer, will have its state too. */
function mayPass(error: unknown): boolean {
  if (!isIcsError(error)) return false;
  return error.retryable || (error.code === "RPC_QUERY_FAILED" && /height in the future/.test(error.message));
}

/**
 * True where a node does not keep the state of the height asked for.
 * @see CreateQueryContext in the Cosmos SDK's baseapp/abci.go, and getHeight in CometBFT's rpc/core
 */
export function isStateMissing(error: unknown): boolean {
  const text = isIcsError(error, "RPC_QUERY_FAILED") ? error.message : "";
  return /failed to load state at height|lowest height is \d+|could not find validator set/i.test(text);
}
