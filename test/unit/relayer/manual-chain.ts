import type { Block } from "../../../src/chain/block.ts";
import type { ChainConnection } from "../../../src/chain/chain-connection.ts";
import { IcsError } from "../../../src/errors.ts";
import type { RelayerChain } from "../../../src/relayer/service/path-steps.ts";

/** A chain in memory that makes a block only when it is told to. */
export class ManualChain {
  readonly chainId: string;
  readonly #blocks = new Map<bigint, Block>();
  readonly #waiters = new Set<() => void>();
  height = 1n;
  /** True answers no question; blocks are heard of all the same. */
  isSilent = false;

  constructor(chainId: string) {
    this.chainId = chainId;
  }

  /** Makes blocks, and lets everybody who waited for one go on. */
  async advance(blocks = 1): Promise<void> {
    for (let made = 0; made < blocks; made += 1) {
      this.height += 1n;
      for (const wake of this.#waiters) wake();
      // Several turns: those who were woken may look at the height, work, and wait again.
      for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
    }
  }

  setTime(height: bigint, time: Date): void {
    this.#blocks.set(height, { height, time, chainId: this.chainId } as Block);
  }

  get waiting(): number {
    return this.#waiters.size;
  }

  get relayerChain(): RelayerChain {
    const chain = this;
    const connection = {
      chainId: this.chainId,
      url: `http://${this.chainId}`,
      get knownHeight() {
        return chain.height;
      },
      latestHeight: async () => chain.height,
      waitForHeight: (height: bigint, options: { signal?: AbortSignal } = {}) => chain.#wait(height, options.signal),
      block: async (height: bigint) => chain.#blocks.get(height) ?? { height, time: new Date(Number(height) * 1000) },
      comet: { abciQuery: async () => ({ ...this.#answer(), code: 0, height: 1, log: "" }) },
      queryClient: { queryAbci: async () => ({ ...this.#answer(), value: new Uint8Array() }) },
    } as unknown as ChainConnection;
    return {
      connection,
      sender: { address: `${this.chainId}1relayer`, feeDenom: "stake", connection },
    } as RelayerChain;
  }

  /** A balance of 7 stake, where that is asked. */
  #answer(): { readonly value: Uint8Array } {
    const error = new IcsError("RPC_UNREACHABLE", `${this.chainId} does not answer`, { url: this.chainId });
    if (this.isSilent) throw error;
    return { value: new Uint8Array([10, 10, 10, 5, ...Buffer.from("stake"), 18, 1, ...Buffer.from("7")]) };
  }

  async #wait(height: bigint, signal: AbortSignal | undefined): Promise<bigint> {
    while (this.height < height) {
      signal?.throwIfAborted();
      const woken = Promise.withResolvers<void>();
      const onAbort = (): void => woken.reject(signal?.reason);
      this.#waiters.add(woken.resolve);
      signal?.addEventListener("abort", onAbort, { once: true });
      try {
        await woken.promise;
      } finally {
        this.#waiters.delete(woken.resolve);
        signal?.removeEventListener("abort", onAbort);
      }
    }
    signal?.throwIfAborted();
    return this.height;
  }
}
