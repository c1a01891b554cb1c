import { FaultProxy } from "../../test/support/fault-proxy.ts";
import type { BlockRecorder } from "./block-recorder.ts";

/** RPC calls of one relayer per block of the chain that was asked. */
export interface CallsPerBlock {
  readonly provider: { readonly idle: number; readonly relaying: number };
  readonly consumer: { readonly idle: number; readonly relaying: number };
}

/** A node and the recorded blocks of its chain. */
export interface Counted {
  readonly url: string;
  readonly blocks: BlockRecorder;
}

/** Stands between one relayer and its two nodes, and counts what is asked. */
export class CallCounter {
  readonly #ends: readonly { readonly proxy: FaultProxy; readonly blocks: BlockRecorder }[];
  readonly #marks: { readonly calls: readonly number[]; readonly blocks: readonly number[] }[] = [];

  private constructor(ends: readonly { proxy: FaultProxy; blocks: BlockRecorder }[]) {
    this.#ends = ends;
  }

  /** Stands in front of both. */
  static async start(...ends: readonly [provider: Counted, consumer: Counted]): Promise<CallCounter> {
    return new CallCounter(
      await Promise.all(ends.map(async ({ url, blocks }) => ({ proxy: await FaultProxy.start(url), blocks }))),
    );
  }

  /** What the relayer is given in place of the nodes. */
  get urls(): { readonly provider?: string; readonly consumer?: string } {
    const [provider, consumer] = this.#ends.map(({ proxy }) => proxy.url);
    return { ...(provider && { provider }), ...(consumer && { consumer }) };
  }

  /** Begins to count, or ends what was being counted and begins the next. */
  mark(): void {
    this.#marks.push({
      calls: this.#ends.map(({ proxy }) => proxy.asked.length),
      blocks: this.#ends.map(({ blocks }) => blocks.blocks.length),
    });
  }

  /** Idle is what was counted between the first two marks, relaying what came after. */
  perBlock(): CallsPerBlock {
    this.mark();
    const rate = (end: number, mark: number): number => {
      const [from, to] = [this.#marks[mark], this.#marks[mark + 1]];
      const calls = (to?.calls[end] ?? 0) - (from?.calls[end] ?? 0);
      const blocks = (to?.blocks[end] ?? 0) - (from?.blocks[end] ?? 0);
      return Number((calls / blocks).toFixed(2));
    };
    const of = (end: number) => ({ idle: rate(end, 0), relaying: rate(end, 1) });
    return { provider: of(0), consumer: of(1) };
  }

  async close(): Promise<void> {
    for (const { proxy } of this.#ends) await proxy.close();
  }
}
