import type { Block } from "../../../src/chain/block.ts";
import { IcsError, isIcsError } from "../../../src/errors.ts";
import { ChainIdentity, type KnownBlock } from "../../../src/observer/chain-identity.ts";
import { type Followed, type FollowOptions, followBlocks } from "../../../src/observer/follow-blocks.ts";
import type { BlockSource } from "../../../src/observer/sources.ts";
import { noAnswer, quickReading, unreadableAt, unreadableSource } from "./unreadable-source.ts";
import { block } from "./wire-blocks.ts";

/** A block of a chain whose hashes are made of this letter. */
function hashed(height: bigint, chain = "A"): Block {
  return { ...block("provider-1", height), hash: `${chain}${height}`, parentHash: `${chain}${height - 1n}` };
}

const known = (height: bigint, chain = "A"): KnownBlock => ({
  height,
  hash: `${chain}${height}`,
  time: block("provider-1", height).time,
});

function source(blocks: (from: bigint) => AsyncIterable<Block>, more: Partial<BlockSource> = {}): BlockSource {
  return { chainId: "provider-1", blocks: ({ from }) => blocks(from), ...more };
}

async function* listed(...blocks: readonly Block[]): AsyncGenerator<Block> {
  yield* blocks;
}

interface Outcome {
  readonly followed: Followed[];
  readonly error: unknown;
}

async function follow(
  blocks: BlockSource,
  options: Partial<FollowOptions> & { readonly known?: readonly KnownBlock[] } = {},
): Promise<Outcome> {
  const { from = 1n } = options;
  const identity = new ChainIdentity(blocks, options.known);
  const { signal } = new AbortController();
  const followed: Followed[] = [];
  try {
    for await (const item of followBlocks(blocks, { from, identity, signal, ...options })) followed.push(item);
  } catch (error) {
    return { followed, error };
  }
  return { followed, error: undefined };
}

function pruned(height: bigint, lowestHeight: bigint): IcsError {
  return new IcsError("RPC_HEIGHT_PRUNED", "gone", { url: "http://node", height, lowestHeight });
}

const heights = ({ followed }: Outcome) => followed.map((item) => ("block" in item ? item.block.height : undefined));

/** The blocks before which some are missing. */
const gaps = ({ followed }: Outcome) =>
  followed.flatMap(({ restart, ...item }) =>
    "block" in item && item.missing.length > 0 ? [{ at: item.block.height, missing: item.missing }] : [],
  );

describe("followBlocks, pruned ranges", () => {
  /** A node that keeps from here on; the lowest height grows at each of the first asks. */
  function pruningSource(...lowest: readonly bigint[]): BlockSource {
    const rest = [...lowest];
    return source(async function* (from) {
      const kept = rest.length > 1 ? (rest.shift() ?? 0n) : (rest[0] ?? 0n);
      if (from < kept) throw pruned(from, kept);
      for (let height = from; height <= 12n; height += 1n) yield hashed(height);
    });
  }

  it("are named with the first block after them, and following goes on", async () => {
    const outcome = await follow(pruningSource(9n));
    expect(heights(outcome)).toEqual([9n, 10n, 11n, 12n]);
    expect(outcome.followed[0]).toMatchObject({
      missing: [{ kind: "blocksMissing", fromHeight: 1n, toHeight: 8n, reason: "pruned" }],
    });
    expect(outcome.followed[1]).toMatchObject({ missing: [] });
    expect(outcome.error).toBeUndefined();
  });

  it("are one range where the node prunes on meanwhile", async () => {
    const outcome = await follow(pruningSource(5n, 7n, 11n, 11n));
    expect(outcome.followed[0]).toMatchObject({ missing: [{ fromHeight: 1n, toHeight: 10n }] });
  });

  it("are named in the middle too", async () => {
    let isFirst = true;
    const blocks = source(async function* (from) {
      if (isFirst) {
        isFirst = false;
        yield* listed(hashed(1n), hashed(2n));
        throw pruned(3n, 6n);
      }
      for (let height = from; height <= 7n; height += 1n) yield hashed(height);
    });
    const outcome = await follow(blocks);
    expect(heights(outcome)).toEqual([1n, 2n, 6n, 7n]);
    expect(outcome.followed[2]).toMatchObject({ missing: [{ fromHeight: 3n, toHeight: 5n }] });
  });

  it("end following where the node says that it has what it does not give", async () => {
    const blocks = source(async function* () {
      yield hashed(1n);
      throw pruned(2n, 2n);
    });
    expect(isIcsError((await follow(blocks)).error, "RPC_HEIGHT_PRUNED")).toBe(true);
  });
});

describe("followBlocks, blocks that a node cannot tell", () => {
  const unreadable = { kind: "blocksMissing", reason: "unreadable" } as const;
  const detail = "No answer to block_results: it did not answer in time";

  it("are named alone, each range with the first block after it", async () => {
    const outcome = await follow(unreadableAt(3n, 4n, 6n), { readTiming: quickReading });
    expect(outcome.error).toBeUndefined();
    expect(outcome.followed).toHaveLength(497);
    expect(gaps(outcome)).toEqual([
      { at: 5n, missing: [{ ...unreadable, fromHeight: 3n, toHeight: 4n, detail }] },
      { at: 7n, missing: [{ ...unreadable, fromHeight: 6n, toHeight: 6n, detail }] },
    ]);
  });

  it("are told apart from those that it prunes next to them", async () => {
    const blocks = unreadableSource((height) => {
      if (height === 3n || height === 9n) return noAnswer();
      return height > 3n && height < 9n && pruned(height, 9n);
    });
    const outcome = await follow(blocks, { readTiming: quickReading });
    expect(gaps(outcome)).toEqual([
      {
        at: 10n,
        missing: [
          { ...unreadable, fromHeight: 3n, toHeight: 3n, detail },
          { kind: "blocksMissing", fromHeight: 4n, toHeight: 8n, reason: "pruned" },
          { ...unreadable, fromHeight: 9n, toHeight: 9n, detail },
        ],
      },
    ]);
  });
});

describe("followBlocks, another chain of the same id", () => {
  it("is told by a block that does not stand on the one before", async () => {
    const outcome = await follow(source(() => listed(hashed(1n), hashed(2n), hashed(3n, "B"))));
    expect(heights(outcome)).toEqual([1n, 2n, undefined]);
    expect(outcome.followed.at(-1)).toMatchObject({
      restart: { at: { height: 2n }, observation: { knownHeight: 2n, expectedHash: "A2", actualHash: "B2" } },
    });
    expect(isIcsError(outcome.error, "OBSERVER_CHAIN_RESTARTED") && outcome.error.context).toEqual({
      chainId: "provider-1",
      height: 2n,
      expectedHash: "A2",
      actualHash: "B2",
    });
  });

  it("is told after a restart of the observer", async () => {
    const outcome = await follow(
      source(() => listed(hashed(8n, "B"))),
      { from: 8n, known: [known(1n), known(7n)] },
    );
    expect(outcome.followed).toMatchObject([{ restart: { at: { height: 7n } } }]);
  });

  it("is told where it has begun in a gap", async () => {
    const blocks = source(
      async function* (from) {
        if (from < 9n) throw pruned(from, 9n);
        yield hashed(9n, "B");
      },
      { blockHash: async (height) => (height === 1n ? "B1" : undefined) },
    );
    const outcome = await follow(blocks, { from: 8n, known: [known(1n), known(7n)] });
    expect(outcome.followed).toMatchObject([{ restart: { at: { height: 1n } } }]);
    expect(isIcsError(outcome.error, "OBSERVER_CHAIN_RESTARTED")).toBe(true);
  });

  it("is told while it has not come as far as the one before", async () => {
    const waiting = Promise.withResolvers<Block>();
    const asked: bigint[] = [];
    const blocks = source(
      async function* () {
        yield hashed(5n);
        yield await waiting.promise;
      },
      {
        blockHash: async (height) => {
          asked.push(height);
          return height === 1n ? "B1" : undefined;
        },
      },
    );
    const outcome = await follow(blocks, { from: 5n, known: [known(1n), known(4n)], stallCheckMs: 1 });
    expect(asked).toEqual([1n]);
    expect(outcome.followed.at(-1)).toMatchObject({
      restart: { at: { height: 1n }, observation: { actualHash: "B1" } },
    });
    expect(isIcsError(outcome.error, "OBSERVER_CHAIN_RESTARTED")).toBe(true);
  });

  it("is not suspected where the chain only pauses", async () => {
    const waiting = Promise.withResolvers<Block>();
    let asked = 0;
    const blocks = source(
      async function* () {
        yield hashed(1n);
        yield await waiting.promise;
      },
      {
        blockHash: async (height) => {
          asked += 1;
          if (asked === 3) waiting.resolve(hashed(2n));
          return `A${height}`;
        },
      },
    );
    expect(heights(await follow(blocks, { stallCheckMs: 1 }))).toEqual([1n, 2n]);
  });

  it("cannot be told of a source without hashes", async () => {
    const outcome = await follow(source(() => listed(block("provider-1", 1n), hashed(2n), hashed(3n))));
    expect(heights(outcome)).toEqual([1n, 2n, 3n]);
  });
});
