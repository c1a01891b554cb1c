import { type Block, type ChainConnection, connectChain, isIcsError } from "../../src/index.ts";

/**
 * Records every block of a chain over a connection of its own. All relayers are measured by what stands in these
 * blocks, never by what they say of themselves.
 */
export class BlockRecorder implements AsyncDisposable {
  readonly blocks: Block[] = [];
  readonly #connection: ChainConnection;
  readonly #closing = new AbortController();
  readonly #done: Promise<void>;
  #changed = Promise.withResolvers<void>();
  #failure: { readonly error: unknown } | undefined;

  private constructor(connection: ChainConnection) {
    this.#connection = connection;
    this.#done = this.#record();
  }

  /** Records from the chain's next block on. */
  static async start(url: string): Promise<BlockRecorder> {
    return new BlockRecorder(await connectChain({ url }));
  }

  /** The latest recorded height; 0 before the first. */
  get height(): bigint {
    return this.blocks.at(-1)?.height ?? 0n;
  }

  /** Resolves once the blocks are as wanted: asked again after each. @throws the signal's reason */
  async until(isReached: (blocks: readonly Block[]) => boolean, signal: AbortSignal): Promise<void> {
    const aborted = Promise.withResolvers<never>();
    aborted.promise.catch(() => undefined);
    const onAbort = (): void => aborted.reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      signal.throwIfAborted();
      while (!isReached(this.blocks)) {
        if (this.#failure) throw this.#failure.error;
        await Promise.race([this.#changed.promise, aborted.promise]);
      }
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  /** Resolves once this many more blocks are there. */
  async untilMore(blocks: number, signal: AbortSignal): Promise<void> {
    const wanted = this.blocks.length + blocks;
    await this.until(({ length }) => length >= wanted, signal);
  }

  async close(): Promise<void> {
    this.#closing.abort(new DOMException("The recording has ended", "AbortError"));
    await this.#done;
    await this.#connection.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #record(): Promise<void> {
    try {
      for await (const block of this.#connection.blocks({ signal: this.#closing.signal })) {
        this.blocks.push(block);
        this.#notify();
      }
    } catch (error) {
      if (this.#closing.signal.aborted && !isIcsError(error)) return;
      this.#failure = { error };
      this.#notify();
    }
  }

  #notify(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}
