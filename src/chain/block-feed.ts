import type { Comet38Client } from "@cosmjs/tendermint-rpc";
import { sleep } from "../async/sleep.ts";
import { isIcsError } from "../errors.ts";
import type { Logger } from "../logger.ts";
import type { Block } from "./block.ts";
import { LastingWarning } from "./lasting-warning.ts";
import { readBlock } from "./read-block.ts";
import { shownUrl } from "./shown-url.ts";
import { defaultTipTiming, type TipTiming, watchTip } from "./tip-watch.ts";
import { parseToldBlock } from "./told-block.ts";

/**
 * The latest height whose state can be queried. A node's `status` is ahead of it for some milliseconds in every block:
 * there a block counts as soon as it is stored, before it is executed.
 */
export async function committedHeight(comet: Comet38Client): Promise<bigint> {
  const { lastBlockHeight } = await comet.abciInfo();
  return BigInt(lastBlockHeight ?? 0);
}

/** How many recent blocks are kept for readers that are not at the tip. */
const CACHED_BLOCKS = 64n;

/** How many blocks that the websocket told are kept until a reader comes; who is further behind asks the node. */
const KEPT_TOLD = 8n;

/** Blocks asked for beyond the one that a reader of history gets, so that it seldom waits for the node. */
export const READ_AHEAD = 4n;

/** A node without one of so many latest blocks is behind; any other height it may have pruned, or never be able to tell. */
export const RECENT_BLOCKS = 100n;

/** After so many failures of a node that answers otherwise, a block far behind the tip is one that it cannot tell. */
const FAILURES_ENOUGH = 3;

interface TipWaiter {
  readonly latest: () => bigint;
  readonly height: bigint;
  readonly resolve: () => void;
}

/**
 * The blocks of one chain, each fetched once however many readers there are.
 * Readers pull at their own pace; none can miss a block or see one twice.
 */
export class BlockFeed {
  readonly #chainId: string;
  readonly #url: string;
  readonly #comet: Comet38Client;
  readonly #logger: Logger;
  readonly #timing: TipTiming;
  readonly #blocks = new Map<bigint, Promise<Block>>();
  /** Messages of the websocket by the heights of the blocks in them. */
  readonly #told = new Map<bigint, string>();
  readonly #waiters = new Set<TipWaiter>();
  readonly #closing = new AbortController();
  readonly #stepsWanted = Promise.withResolvers<void>();
  #tip = 0n;
  /** How often the node told its height, a new one or not. */
  #tipsHeard = 0;
  #signed = 0n;
  #watching: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(options: {
    chainId: string;
    url: string;
    comet: Comet38Client;
    logger: Logger;
    tipTiming?: TipTiming | undefined;
  }) {
    this.#chainId = options.chainId;
    this.#url = options.url;
    this.#comet = options.comet;
    this.#logger = options.logger;
    this.#timing = options.tipTiming ?? defaultTipTiming;
  }

  /** The latest height heard of; 0 before the first. */
  get tip(): bigint {
    return this.#tip;
  }

  /** The latest height whose header and commit are there, or are being stored; at least the tip. */
  get signed(): bigint {
    return this.#signed;
  }

  /** Resolves with the latest height as soon as it is at least `height`. */
  waitForTip(height: bigint, signal?: AbortSignal): Promise<bigint> {
    return this.#waitFor(() => this.#tip, height, signal);
  }

  /** Resolves with the latest signed height as soon as it is at least `height`: before that block is executed. */
  waitForSigned(height: bigint, signal?: AbortSignal): Promise<bigint> {
    this.#stepsWanted.resolve();
    return this.#waitFor(() => this.#signed, height, signal);
  }

  async #waitFor(latest: () => bigint, height: bigint, signal: AbortSignal | undefined): Promise<bigint> {
    this.#start();
    signal?.throwIfAborted();
    if (this.#failure) throw this.#failure.error;
    this.#closing.signal.throwIfAborted();
    if (latest() >= height) return latest();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter: TipWaiter = { latest, height, resolve };
    const ends = [signal, this.#closing.signal].filter((end) => end !== undefined);
    const onAbort = (): void => reject(ends.find((end) => end.aborted)?.reason);
    for (const end of ends) end.addEventListener("abort", onAbort, { once: true });
    this.#waiters.add(waiter);
    try {
      await promise;
    } finally {
      this.#waiters.delete(waiter);
      for (const end of ends) end.removeEventListener("abort", onAbort);
    }
    return latest();
  }

  /** The block at a height that the chain has reached. */
  block(height: bigint): Promise<Block> {
    const cached = this.#blocks.get(height);
    if (cached) return cached;
    const fetched = this.#fetch(height);
    this.#blocks.set(height, fetched);
    fetched.catch(() => this.#blocks.delete(height));
    this.#blocks.delete(height - CACHED_BLOCKS);
    return fetched;
  }

  /** The block at `height` once the chain has reached it; a node that does not answer meanwhile is asked again. */
  reachedBlock(height: bigint, signal?: AbortSignal): Promise<Block> {
    return this.#reached(height, signal, () => false);
  }

  /**
   * Every block from `from` on, in order, until the signal aborts (its reason is thrown) or the reader breaks.
   * @throws what the node says to a block far behind its tip that it cannot tell, though it answers otherwise
   */
  async *blocks(from: bigint, signal?: AbortSignal): AsyncGenerator<Block, never, void> {
    let ahead = from;
    for (let height = from; ; height += 1n) {
      const isFarBehind = (): boolean => this.#tip - height > RECENT_BLOCKS;
      const block = await this.#reached(height, signal, isFarBehind);
      // Each height once: a block that the node cannot tell costs it long enough when its turn comes.
      if (ahead < height) ahead = height;
      for (; ahead < height + READ_AHEAD && ahead < this.#tip; ahead += 1n) this.#readAhead(ahead + 1n);
      yield block;
    }
  }

  async #reached(height: bigint, signal: AbortSignal | undefined, mayGiveUp: () => boolean): Promise<Block> {
    const warning = new LastingWarning(this.#logger);
    let failures = 0;
    let heardBefore = -1;
    for (;;) {
      await this.waitForTip(height, signal);
      try {
        return await this.block(height);
      } catch (error) {
        if (!isIcsError(error) || !error.retryable) throw error;
        // A node that is away tells no height either: its failures say nothing of this block.
        if (this.#tipsHeard !== heardBefore) failures += 1;
        heardBefore = this.#tipsHeard;
        if (failures >= FAILURES_ENOUGH && mayGiveUp()) throw error;
        warning.tell("cannot read a block, will be asked again", {
          url: shownUrl(this.#url),
          height,
          error: error.message,
        });
        await sleep(this.#timing.pollWithoutWebsocketMs, this.#ending(signal));
      }
    }
  }

  /** What fails here is asked for again when its turn comes. */
  #readAhead(height: bigint): void {
    if (!this.#closing.signal.aborted) void this.block(height).catch(() => undefined);
  }

  /** Ends every wait and the websocket. Idempotent. */
  async close(): Promise<void> {
    this.#closing.abort(new DOMException(`The connection to ${this.#chainId} was closed`, "AbortError"));
    await this.#watching;
    this.#blocks.clear();
    this.#told.clear();
  }

  #ending(signal: AbortSignal | undefined): AbortSignal {
    return signal === undefined ? this.#closing.signal : AbortSignal.any([signal, this.#closing.signal]);
  }

  #start(): void {
    this.#watching ??= watchTip(
      {
        url: this.#url,
        latestHeight: () => committedHeight(this.#comet),
        stepsWanted: this.#stepsWanted.promise,
        logger: this.#logger,
        timing: this.#timing,
      },
      {
        onHeight: (height, message) => this.#advance(height, message),
        onSigned: (height) => this.#advanceSigned(height),
      },
      this.#closing.signal,
    ).catch((error: unknown) => {
      this.#failure = { error };
      this.#closing.abort(error);
    });
  }

  #advance(height: bigint, message?: string): void {
    this.#tipsHeard += 1;
    if (height <= this.#tip) return;
    this.#tip = height;
    if (message !== undefined) this.#told.set(height, message);
    for (const told of this.#told.keys()) if (told + KEPT_TOLD <= height) this.#told.delete(told);
    if (height > this.#signed) this.#signed = height;
    this.#wake();
  }

  #advanceSigned(height: bigint): void {
    if (height <= this.#signed) return;
    this.#signed = height;
    this.#wake();
  }

  #wake(): void {
    for (const { latest, height, resolve } of this.#waiters) if (latest() >= height) resolve();
  }

  /** A block that the websocket has told whole is not asked for, where it stands on the one before. */
  async #fetch(height: bigint): Promise<Block> {
    const origin = { chainId: this.#chainId, url: this.#url, comet: this.#comet };
    const message = this.#told.get(height);
    const previous = this.#blocks.get(height - 1n);
    if (message === undefined || previous === undefined) return readBlock(origin, height);
    this.#told.delete(height);
    try {
      const [told, { hash }] = await Promise.all([parseToldBlock(message, height, origin), previous]);
      if (told.parentHash === hash) return told;
    } catch (error) {
      if (!isIcsError(error)) throw error;
    }
    this.#logger.debug("the websocket tells no block that fits, asking for it", { url: shownUrl(this.#url), height });
    return readBlock(origin, height);
  }
}
