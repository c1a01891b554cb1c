import { withDeadline } from "../async/deadline.ts";
import { sleep } from "../async/sleep.ts";
import type { Block } from "../chain/block.ts";
import { RECENT_BLOCKS } from "../chain/block-feed.ts";
import { errorMessage, firstLine, isIcsError } from "../errors.ts";
import type { BlockSource } from "./sources.ts";

/** How a block that cannot be read is told from a node that is busy or away; milliseconds. */
export interface ReadTiming {
  /** For so long a block is asked for again before any other is. */
  readonly patienceMs: number;
  /** The first pause between two tries; each later one is twice as long, up to ten times this. */
  readonly pauseMs: number;
  /** The longest that one block may take. */
  readonly blockMs: number;
}

/** Longer than the minute for which public nodes turn away who asks too often. */
export const defaultReadTiming: ReadTiming = { patienceMs: 90_000, pauseMs: 1_000, blockMs: 30_000 };

/** Nodes may put much into an answer. */
const LONGEST_REASON = 300;

/** Ends a stream of blocks before the ones that its source cannot tell; the one at `nextHeight` can be asked for. */
export class BlocksUnreadable extends Error {
  readonly nextHeight: bigint;
  /** One line of bounded length. */
  readonly reason: string;

  constructor(chainId: string, nextHeight: bigint, cause: unknown) {
    super(`Blocks of ${chainId} before ${nextHeight} cannot be read`, { cause });
    this.name = "BlocksUnreadable";
    this.nextHeight = nextHeight;
    this.reason = firstLine(errorMessage(cause)).slice(0, LONGEST_REASON);
  }
}

/**
 * The blocks of a source, of which a failure that may pass is waited out as `waitOut` does.
 * @throws BlocksUnreadable; as `waitOut`
 */
export async function* readableBlocks(
  source: BlockSource,
  { from, signal }: Parameters<BlockSource["blocks"]>[0],
  timing?: ReadTiming,
): AsyncGenerator<Block> {
  for (let next = from; ; ) {
    try {
      for await (const block of source.blocks({ from: next, ...(signal && { signal }) })) {
        next = block.height + 1n;
        yield block;
      }
      return;
    } catch (error) {
      const unreadable = await waitOut(source, next, error, { signal, timing });
      if (unreadable !== undefined) throw unreadable;
    }
  }
}

/**
 * Waits until the block at a height, which has failed, can be read, or is found to fail for good: the latest one can be read
 * and then it cannot, long after it was asked for first. So do those after it that cannot be read either.
 * @throws the failure, where that will not pass or is about one of the latest blocks; the signal's reason
 */
export async function waitOut(
  source: BlockSource,
  height: bigint,
  failure: unknown,
  options: { readonly signal: AbortSignal | undefined; readonly timing: ReadTiming | undefined },
): Promise<BlocksUnreadable | undefined> {
  if (!mayPass(failure)) throw failure;
  const search = new Search(source, options.signal, options.timing ?? defaultReadTiming);
  const readable = await search.nextReadable(height, failure);
  return readable > height ? new BlocksUnreadable(source.chainId, readable, failure) : undefined;
}

function mayPass(error: unknown): boolean {
  return isIcsError(error) && error.retryable;
}

class Search {
  readonly #source: BlockSource;
  readonly #signal: AbortSignal | undefined;
  readonly #timing: ReadTiming;

  constructor(source: BlockSource, signal: AbortSignal | undefined, timing: ReadTiming) {
    this.#source = source;
    this.#signal = signal;
    this.#timing = timing;
  }

  /** The first height that can be read, or is too recent to tell; throws `failure` where the first one is. */
  async nextReadable(from: bigint, failure: unknown): Promise<bigint> {
    const { patienceMs, pauseMs } = this.#timing;
    const patientUntil = performance.now() + patienceMs;
    for (let height = from, pause = pauseMs; ; ) {
      const latest = await this.#latest(failure);
      const after = latest === undefined ? undefined : latest - height;
      if (after !== undefined && after <= RECENT_BLOCKS && height > from) return height;
      // Half, since another node behind the same address may tell a lower height than the one by which the source went.
      if (after !== undefined && after <= RECENT_BLOCKS / 2n) throw failure;
      // A node that tells no block at all is waited for. Asked before, lest one that is just back seems not to have it.
      const isLate = performance.now() >= patientUntil;
      const tellsOthers = isLate && latest !== undefined && (await this.#canRead(latest));
      if (await this.#canRead(height)) return height;
      if (tellsOthers) height += 1n;
      else {
        await sleep(pause, this.#signal);
        pause = Math.min(pause * 2, pauseMs * 10);
      }
    }
  }

  /** Undefined while the node does not answer. */
  async #latest(failure: unknown): Promise<bigint | undefined> {
    if (this.#source.latestHeight === undefined) throw failure;
    try {
      return await this.#source.latestHeight();
    } catch (error) {
      if (!mayPass(error)) throw error;
      return undefined;
    }
  }

  /** True, too, for what does not pass: whoever reads on from there is to see it. */
  async #canRead(height: bigint): Promise<boolean> {
    const { chainId } = this.#source;
    const options = { signal: this.#signal, timeoutMs: this.#timing.blockMs };
    try {
      return await withDeadline(`block ${height} of ${chainId}`, options, async (signal) => {
        for await (const block of this.#source.blocks({ from: height, signal })) return block.height === height;
        return true;
      });
    } catch (error) {
      this.#signal?.throwIfAborted();
      if (mayPass(error) || isIcsError(error, "POLL_TIMEOUT")) return false;
      if (isIcsError(error)) return true;
      throw error;
    }
  }
}
