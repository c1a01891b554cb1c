import { withDeadline } from "../../async/deadline.ts";
import type { Block } from "../../chain/block.ts";
import { isIcsError } from "../../errors.ts";
import { type ReadTiming, readableBlocks } from "../readable-blocks.ts";
import type { BlockSource } from "../sources.ts";

/** How `shareBlocks` shares. */
export interface ShareBlocksOptions {
  /** Blocks kept for readers behind the first one; default 64. */
  readonly keep?: number;
  /** How long the first reader waits for one that would lose a block otherwise, and from then on reads alone; default 2,000. */
  readonly patienceMs?: number;
  readonly readTiming?: ReadTiming;
}

/**
 * One source for any number of readers: each block is asked for once, as long as they keep together. A reader that is
 * elsewhere, such as one that has history to read, reads alone until it meets the others. None holds up the rest.
 */
export function shareBlocks(source: BlockSource, options: ShareBlocksOptions = {}): BlockSource {
  const shared = new SharedStream(source, options);
  const { blockHash, latestHeight } = source;
  const latest = latestHeight && askedOnce((_chain: string) => latestHeight.call(source));
  return {
    chainId: source.chainId,
    blocks: (reading) => shared.read(reading),
    ...(blockHash && { blockHash: askedOnce((height) => blockHash.call(source, height)) }),
    ...(latest && { latestHeight: () => latest(source.chainId) }),
  };
}

/** What is asked while the same is on its way gets that answer: readers start, and miss a block, at the same moments. */
function askedOnce<K, T>(ask: (key: K) => Promise<T>): (key: K) => Promise<T> {
  const asked = new Map<K, Promise<T>>();
  return (key) => {
    const known = asked.get(key);
    if (known !== undefined) return known;
    const answer = ask(key).finally(() => asked.delete(key));
    asked.set(key, answer);
    return answer;
  };
}

interface Reader {
  /** The height that it needs next. */
  next: bigint;
  readonly moved: Set<() => void>;
}

interface Stream {
  readonly iterator: AsyncIterator<Block>;
  readonly end: AbortController;
}

class SharedStream {
  readonly #source: BlockSource;
  readonly #keep: bigint;
  readonly #patienceMs: number;
  readonly #readTiming: ReadTiming | undefined;
  readonly #readers = new Set<Reader>();
  /** Consecutive heights up to the head. */
  readonly #window = new Map<bigint, Block>();
  #stream: Stream | undefined;
  #head: bigint | undefined;
  #pulling: Promise<Block | undefined> | undefined;
  /** Counts how often everything was given up. */
  #round = 0;

  constructor(source: BlockSource, { keep = 64, patienceMs = 2_000, readTiming }: ShareBlocksOptions) {
    this.#source = source;
    this.#keep = BigInt(keep);
    this.#patienceMs = patienceMs;
    this.#readTiming = readTiming;
  }

  async *read(reading: { readonly from: bigint; readonly signal?: AbortSignal }): AsyncGenerator<Block> {
    const { signal } = reading;
    const reader: Reader = { next: reading.from, moved: new Set() };
    let alone: AsyncIterator<Block> | undefined;
    let abort: ((reason: unknown) => void) | undefined;
    const onAbort = (): void => abort?.(signal?.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      for (;;) {
        let block: Block | undefined;
        if (this.#isShared(reader.next)) {
          void alone?.return?.().catch(() => undefined);
          alone = undefined;
          this.#readers.add(reader);
          signal?.throwIfAborted();
          // Not a race with a promise of the signal: that one would keep something of every block.
          block = await new Promise<Block | undefined>((resolve, reject) => {
            abort = reject;
            this.#shared(reader.next).then(resolve, reject);
          });
        } else {
          this.#readers.delete(reader);
          alone ??= this.#blocks({ from: reader.next, ...(signal && { signal }) });
          block = (await alone.next()).value;
        }
        if (block === undefined) return;
        reader.next = block.height + 1n;
        for (const tell of reader.moved) tell();
        yield block;
      }
    } finally {
      signal?.removeEventListener("abort", onAbort);
      void alone?.return?.().catch(() => undefined);
      this.#leave(reader);
    }
  }

  /** True for a height that is kept, or comes next. */
  #isShared(height: bigint): boolean {
    return this.#head === undefined || height === this.#head + 1n || this.#window.has(height);
  }

  #shared(height: bigint): Promise<Block | undefined> {
    const kept = this.#window.get(height);
    if (kept !== undefined) return Promise.resolve(kept);
    this.#head ??= height - 1n;
    if (this.#pulling === undefined) {
      const pulling = this.#pull(this.#head + 1n).finally(() => {
        if (this.#pulling === pulling) this.#pulling = undefined;
      });
      this.#pulling = pulling;
    }
    return this.#pulling;
  }

  async #pull(height: bigint): Promise<Block | undefined> {
    const round = this.#round;
    await this.#waitForLast(height - this.#keep);
    // Its readers have all left meanwhile: what others share since then is not this pull's to change.
    if (this.#round !== round) return undefined;
    const stream = this.#stream ?? this.#open(height);
    try {
      const { value: block, done } = await stream.iterator.next();
      if (this.#stream !== stream) return undefined;
      if (done) {
        this.#stream = undefined;
        return undefined;
      }
      // A block out of order is handed on, for its readers to judge; what comes after it starts anew.
      if (block.height !== height) this.#reset(stream);
      else this.#remember(block);
      return block;
    } catch (error) {
      this.#reset(stream);
      throw error;
    }
  }

  #open(from: bigint) {
    const end = new AbortController();
    const iterator = this.#blocks({ from, signal: end.signal });
    this.#stream = { iterator, end };
    return this.#stream;
  }

  /** What cannot be read is found out here, once for all who read together. */
  #blocks(reading: Parameters<BlockSource["blocks"]>[0]): AsyncIterator<Block> {
    return readableBlocks(this.#source, reading, this.#readTiming);
  }

  #remember(block: Block): void {
    this.#head = block.height;
    this.#window.set(block.height, block);
    this.#window.delete(block.height - this.#keep);
  }

  /** Waits for the readers that still need the block that is to be forgotten; who does not come is left behind. */
  async #waitForLast(height: bigint): Promise<void> {
    for (const reader of [...this.#readers]) {
      if (reader.next > height) continue;
      const { promise, resolve } = Promise.withResolvers<void>();
      const check = (): void => {
        if (reader.next > height || !this.#readers.has(reader)) resolve();
      };
      reader.moved.add(check);
      try {
        await withDeadline("a slow reader", { timeoutMs: this.#patienceMs }, () => promise);
      } catch (error) {
        if (!isIcsError(error, "POLL_TIMEOUT")) throw error;
        this.#readers.delete(reader);
      } finally {
        reader.moved.delete(check);
      }
    }
  }

  #leave(reader: Reader): void {
    this.#readers.delete(reader);
    for (const tell of reader.moved) tell();
    if (this.#readers.size === 0) this.#reset(this.#stream);
  }

  /** Gives this stream up, with all that was shared of it; what is shared next begins anew. */
  #reset(stream: Stream | undefined): void {
    if (this.#stream !== stream) return;
    this.#stream = undefined;
    this.#head = undefined;
    this.#pulling = undefined;
    this.#round += 1;
    this.#window.clear();
    stream?.end.abort(new DOMException("Nobody reads these blocks any more", "AbortError"));
    void stream?.iterator.return?.().catch(() => undefined);
  }
}
