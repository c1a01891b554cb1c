import { IcsError } from "../../../src/errors.ts";
import type { ReadTiming } from "../../../src/observer/readable-blocks.ts";
import type { BlockSource } from "../../../src/observer/sources.ts";
import { block } from "./wire-blocks.ts";

/** Gives a block up as soon as it may be, with no part in what a test proves. */
export const quickReading: ReadTiming = { patienceMs: 0, pauseMs: 1, blockMs: 60_000 };

/** What is said of a node that cannot tell a block, or is away. */
export function noAnswer(): IcsError {
  const text = "No answer to block_results: it did not answer in time\nCheck that the node runs.";
  return new IcsError("RPC_UNREACHABLE", text, { url: "u" }, { retryable: true });
}

/** A chain of 500 blocks whose source fails to give some of them, and lists those that it was asked for. */
export function unreadableSource(
  failure: (height: bigint) => unknown,
): BlockSource & { readonly asked: bigint[]; tips: number } {
  const tip = 500n;
  const asked: bigint[] = [];
  return {
    chainId: "provider-1",
    asked,
    tips: 0,
    async *blocks({ from }) {
      for (let height = from; height <= tip; height += 1n) {
        asked.push(height);
        const error = failure(height);
        if (error) throw error;
        yield block("provider-1", height);
      }
    },
    async latestHeight() {
      this.tips += 1;
      return tip;
    },
  };
}

/** Fails with `noAnswer` at these heights. */
export function unreadableAt(...heights: readonly bigint[]): ReturnType<typeof unreadableSource> {
  return unreadableSource((height) => (heights.includes(height) ? noAnswer() : undefined));
}
