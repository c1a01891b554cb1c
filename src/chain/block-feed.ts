import { sha256 } from "@cosmjs/crypto";
import { toHex } from "@cosmjs/encoding";
import type { Comet38Client } from "@cosmjs/tendermint-rpc";
import { sleep } from "../async/sleep.ts";
import { errorMessage, IcsError, isIcsError } from "../errors.ts";
import type { Logger } from "../logger.ts";
import type { Block, BlockTx, ChainEvent } from "./block.ts";
import { parseDuplicateVotes } from "./duplicate-votes.ts";
import { defaultTipTiming, type TipTiming, watchTip } from "./tip-watch.ts";

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

interface TipWaiter {
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
  readonly #waiters = new Set<TipWaiter>();
  readonly #closing = new AbortController();
  #tip = 0n;
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

  /** Resolves with the latest height as soon as it is at least `height`. */
  async waitForTip(height: bigint, signal?: AbortSignal): Promise<bigint> {
    this.#start();
    signal?.throwIfAborted();
    if (this.#failure) throw this.#failure.error;
    this.#closing.signal.throwIfAborted();
    if (this.#tip >= height) return this.#tip;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter: TipWaiter = { height, resolve };
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
    return this.#tip;
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
  async reachedBlock(height: bigint, signal?: AbortSignal): Promise<Block> {
    for (;;) {
      await this.waitForTip(height, signal);
      try {
        return await this.block(height);
      } catch (error) {
        if (!isIcsError(error) || !error.retryable) throw error;
        this.#logger.warn("cannot read a block, will be asked again", { url: this.#url, height, error: error.message });
        await sleep(this.#timing.pollWithoutWebsocketMs, this.#ending(signal));
      }
    }
  }

  /** Every block from `from` on, in order, until the signal aborts (its reason is thrown) or the reader breaks. */
  async *blocks(from: bigint, signal?: AbortSignal): AsyncGenerator<Block, never, void> {
    for (let height = from; ; height += 1n) {
      yield await this.reachedBlock(height, signal);
    }
  }

  /** Ends every wait and the websocket. Idempotent. */
  async close(): Promise<void> {
    this.#closing.abort(new DOMException(`The connection to ${this.#chainId} was closed`, "AbortError"));
    await this.#watching;
    this.#blocks.clear();
  }

  #ending(signal: AbortSignal | undefined): AbortSignal {
    return signal === undefined ? this.#closing.signal : AbortSignal.any([signal, this.#closing.signal]);
  }

  #start(): void {
    this.#watching ??= watchTip(
      {
        url: this.#url,
        latestHeight: () => committedHeight(this.#comet),
        logger: this.#logger,
        timing: this.#timing,
      },
      (height) => this.#advance(height),
      this.#closing.signal,
    ).catch((error: unknown) => {
      this.#failure = { error };
      this.#closing.abort(error);
    });
  }

  #advance(height: bigint): void {
    if (height <= this.#tip) return;
    this.#tip = height;
    for (const waiter of this.#waiters) if (waiter.height <= height) waiter.resolve();
  }

  async #fetch(height: bigint): Promise<Block> {
    const [{ blockId, block }, results] = await Promise.all([
      this.#comet.block(Number(height)),
      this.#comet.blockResults(Number(height)),
    ]).catch((error: unknown) => this.#explain(height, error));
    const { header } = block;
    if (
      BigInt(header.height) !== height ||
      BigInt(results.height) !== height ||
      header.chainId !== this.#chainId ||
      block.txs.length !== results.results.length
    ) {
      throw new IcsError(
        "RPC_RESPONSE_INVALID",
        `The RPC at ${this.#url}, asked for block ${height} of ${this.#chainId}, answered block ${header.height} of ${header.chainId} with ${block.txs.length} transactions and ${results.results.length} results of height ${results.height}\nA load balancer in front of unlike nodes may be the reason: use one node.`,
        { url: this.#url, path: "block" },
      );
    }
    const txs = block.txs.map((bytes, index): BlockTx => {
      const result = results.results[index];
      return {
        hash: toHex(sha256(bytes)).toUpperCase(),
        bytes,
        code: result?.code ?? 0,
        codespace: result?.codespace ?? "",
        log: result?.log ?? "",
        gasUsed: result?.gasUsed ?? 0n,
        events: (result?.events ?? []) as readonly ChainEvent[],
        data: result?.data ?? new Uint8Array(),
      };
    });
    return {
      chainId: this.#chainId,
      height,
      hash: toHex(blockId.hash).toUpperCase(),
      parentHash: toHex(header.lastBlockId?.hash ?? new Uint8Array()).toUpperCase(),
      time: new Date(header.time.getTime()),
      txs,
      events: results.finalizeBlockEvents,
      validatorUpdates: results.validatorUpdates.map((update) => ({
        pubkey: update.pubkey.data,
        power: update.votingPower,
      })),
      duplicateVotes: parseDuplicateVotes(block.evidence, this.#url),
    };
  }

  #explain(height: bigint, cause: unknown): never {
    const text = errorMessage(cause);
    const lowest = /lowest height is (\d+)/.exec(text)?.[1];
    if (lowest !== undefined) {
      throw new IcsError(
        "RPC_HEIGHT_PRUNED",
        `Block ${height} of ${this.#chainId} is no longer kept by ${this.#url}: its lowest height is ${lowest}\nUse an archive node, or start from height ${lowest}.`,
        { url: this.#url, height, lowestHeight: BigInt(lowest) },
        { cause },
      );
    }
    throw cause;
  }
}
