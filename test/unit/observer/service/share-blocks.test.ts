import type { Block } from "../../../../src/chain/block.ts";
import { IcsError } from "../../../../src/errors.ts";
import { shareBlocks } from "../../../../src/observer/service/share-blocks.ts";
import type { BlockSource } from "../../../../src/observer/sources.ts";
import { collect } from "../collect.ts";
import { quickReading, unreadableAt } from "../unreadable-source.ts";
import { block } from "../wire-blocks.ts";

/** A source of so many blocks that counts who asks for which; the block at `failAt` fails once. */
function counted(count: number, options: { readonly failAt?: bigint } = {}) {
  const asked: bigint[] = [];
  let toFail = options.failAt;
  const source: BlockSource = {
    chainId: "provider-1",
    async *blocks({ from }) {
      for (let height = from; height <= BigInt(count); height += 1n) {
        if (height === toFail) {
          toFail = undefined;
          throw new IcsError("RPC_UNREACHABLE", "gone", { url: "x" }, { retryable: true });
        }
        asked.push(height);
        yield block("provider-1", height);
      }
    },
    blockHash: async () => "HASH",
    latestHeight: async () => BigInt(count),
  };
  return { source, asked };
}

const heights = (blocks: readonly Block[]): readonly bigint[] => blocks.map(({ height }) => height);
const upTo = (count: number, from = 1): readonly bigint[] =>
  Array.from({ length: count - from + 1 }, (_, index) => BigInt(index + from));

describe("shared blocks", () => {
  it("are asked for once, however many read them", async () => {
    const { source, asked } = counted(200);
    const shared = shareBlocks(source);
    const all = await Promise.all(Array.from({ length: 20 }, () => collect(shared.blocks({ from: 1n }))));
    for (const blocks of all) expect(heights(blocks)).toEqual(upTo(200));
    expect(asked).toEqual(upTo(200));
  });

  it("give each reader the very same block", async () => {
    const shared = shareBlocks(counted(3).source);
    const [left, right] = await Promise.all([1, 2].map(() => collect(shared.blocks({ from: 1n }))));
    for (const [index, each] of (left ?? []).entries()) expect(each).toBe(right?.[index]);
  });

  it("let a reader of history read alone until it meets the others", async () => {
    const { source, asked } = counted(100);
    const shared = shareBlocks(source, { keep: 16 });
    const late = shared.blocks({ from: 90n })[Symbol.asyncIterator]();
    expect((await late.next()).value.height).toBe(90n);
    const early = await collect(shared.blocks({ from: 85n }));
    expect(heights(early)).toEqual(upTo(100, 85));
    const rest = await collect({ [Symbol.asyncIterator]: () => late });
    expect(heights(rest)).toEqual(upTo(100, 91));
    expect(asked.filter((height) => height > 90n)).toEqual(upTo(100, 91));
  });

  it("wait for a slow reader a while, then leave it behind without a gap", async () => {
    const { source } = counted(40);
    const shared = shareBlocks(source, { keep: 4, patienceMs: 5 });
    const slow = shared.blocks({ from: 1n })[Symbol.asyncIterator]();
    await slow.next();
    expect(heights(await collect(shared.blocks({ from: 1n })))).toEqual(upTo(40));
    expect(heights(await collect({ [Symbol.asyncIterator]: () => slow }))).toEqual(upTo(40, 2));
  });

  it("keep readers of unlike pace together as long as the slow one moves", async () => {
    const { source, asked } = counted(60);
    const shared = shareBlocks(source, { keep: 4, patienceMs: 60_000 });
    const slow = async () => {
      const seen: bigint[] = [];
      for await (const { height } of shared.blocks({ from: 1n })) {
        for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
        seen.push(height);
      }
      return seen;
    };
    const [seen, quick] = await Promise.all([slow(), collect(shared.blocks({ from: 1n }))]);
    expect(seen).toEqual(upTo(60));
    expect(heights(quick)).toEqual(upTo(60));
    expect(asked).toEqual(upTo(60));
  });

  it("hand a failure to every reader, and begin anew for the next", async () => {
    const { source } = counted(9, { failAt: 5n });
    const shared = shareBlocks(source);
    const reads = await Promise.allSettled([1, 2].map(() => collect(shared.blocks({ from: 1n }))));
    for (const read of reads) expect(read).toMatchObject({ status: "rejected", reason: { code: "RPC_UNREACHABLE" } });
    expect(heights(await collect(shared.blocks({ from: 5n })))).toEqual(upTo(9, 5));
  });

  it("that cannot be read are found out once for all who read together, and named to each", async () => {
    const source = unreadableAt(5n);
    const shared = shareBlocks(source, { readTiming: quickReading });
    const names = await Promise.allSettled(Array.from({ length: 50 }, () => collect(shared.blocks({ from: 1n }))));
    for (const each of names) expect(each).toMatchObject({ status: "rejected", reason: { nextHeight: 6n } });
    expect(source.asked.filter((height) => height === 5n)).toHaveLength(2);
    const rest = await Promise.all(Array.from({ length: 50 }, () => collect(shared.blocks({ from: 6n }))));
    for (const blocks of rest) expect(heights(blocks)).toEqual(upTo(500, 6));
    expect(source.asked.filter((height) => height === 9n)).toHaveLength(1);
  });

  it("hand on a block out of order, for its readers to judge", async () => {
    const source: BlockSource = {
      chainId: "provider-1",
      async *blocks() {
        yield block("provider-1", 1n);
        yield block("provider-1", 4n);
      },
    };
    const iterator = shareBlocks(source).blocks({ from: 1n })[Symbol.asyncIterator]();
    expect((await iterator.next()).value.height).toBe(1n);
    expect((await iterator.next()).value.height).toBe(4n);
  });

  it("end a reader with its own signal, and the source with the last reader", async () => {
    const waiting = Promise.withResolvers<void>();
    let ended: unknown;
    const source: BlockSource = {
      chainId: "provider-1",
      async *blocks({ signal }) {
        yield block("provider-1", 1n);
        signal?.addEventListener("abort", () => {
          ended = signal.reason;
          waiting.resolve();
        });
        await waiting.promise;
      },
    };
    const shared = shareBlocks(source);
    const [first, second] = [new AbortController(), new AbortController()];
    const read = async (signal: AbortSignal) => collect(shared.blocks({ from: 1n, signal }));
    const reads = [read(first.signal), read(second.signal)];
    for (const each of reads) each.catch(() => undefined);
    await new Promise((resolve) => setImmediate(resolve));
    first.abort(new Error("first"));
    await expect(reads[0]).rejects.toThrow("first");
    expect(ended).toBeUndefined();
    second.abort(new Error("second"));
    await expect(reads[1]).rejects.toThrow("second");
    await waiting.promise;
    expect(ended).toMatchObject({ name: "AbortError" });
  });

  it("begin anew for a reader that comes while what the last one gave up still ends", async () => {
    const late = Promise.withResolvers<void>();
    const { source } = counted(9);
    let opened = 0;
    const slowToEnd: BlockSource = {
      chainId: "provider-1",
      async *blocks({ from, signal }) {
        opened += 1;
        if (opened > 1) {
          yield* source.blocks({ from });
          return;
        }
        await late.promise;
        throw signal?.reason;
      },
    };
    const shared = shareBlocks(slowToEnd);
    const leaving = new AbortController();
    const first = collect(shared.blocks({ from: 1n, signal: leaving.signal }));
    first.catch(() => undefined);
    await new Promise((resolve) => setImmediate(resolve));
    leaving.abort(new Error("enough"));
    await expect(first).rejects.toThrow("enough");
    const second = shared.blocks({ from: 5n })[Symbol.asyncIterator]();
    const next = second.next();
    late.resolve();
    expect((await next).value.height).toBe(5n);
    expect(heights(await collect({ [Symbol.asyncIterator]: () => second }))).toEqual(upTo(9, 6));
    expect(opened).toBe(2);
  });

  it("are asked for no more once all readers have left, though one still waited for another", async () => {
    const { source, asked } = counted(9);
    const shared = shareBlocks(source, { keep: 1, patienceMs: 60_000 });
    const leaving = new AbortController();
    const slow = shared.blocks({ from: 1n })[Symbol.asyncIterator]();
    await slow.next();
    const quick = collect(shared.blocks({ from: 1n, signal: leaving.signal }));
    quick.catch(() => undefined);
    await new Promise((resolve) => setImmediate(resolve));
    const before = asked.length;
    leaving.abort(new Error("enough"));
    await expect(quick).rejects.toThrow("enough");
    await slow.return?.(undefined);
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toEqual(upTo(before));
    expect(before).toBeLessThan(9);
  });

  it("are of a source that is asked once for what all want to know at the same moment", async () => {
    const { source } = counted(7);
    const [blockHash, latestHeight] = [jest.fn(async (height: bigint) => `H${height}`), jest.fn(async () => 7n)];
    const shared = shareBlocks({ ...source, blockHash, latestHeight });
    const heights = await Promise.all([1, 2, 3].map(() => shared.latestHeight?.()));
    const hashes = await Promise.all([1n, 2n, 1n, 2n].map((height) => shared.blockHash?.(height)));
    expect([heights, hashes]).toEqual([
      [7n, 7n, 7n],
      ["H1", "H2", "H1", "H2"],
    ]);
    expect([latestHeight.mock.calls.length, blockHash.mock.calls.length]).toEqual([1, 2]);
    latestHeight.mockRejectedValueOnce(new Error("away"));
    await expect(shared.latestHeight?.()).rejects.toThrow("away");
    expect(await shared.latestHeight?.()).toBe(7n);
  });

  it("are of a source that still tells hashes and heights", async () => {
    const shared = shareBlocks(counted(7).source);
    expect([await shared.blockHash?.(1n), await shared.latestHeight?.()]).toEqual(["HASH", 7n]);
    const bare = shareBlocks({ chainId: "x", blocks: counted(1).source.blocks });
    expect([bare.blockHash, bare.latestHeight]).toEqual([undefined, undefined]);
  });
});
