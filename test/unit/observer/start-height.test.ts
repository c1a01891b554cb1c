import { IcsError } from "../../../src/errors.ts";
import { observeBlocks } from "../../../src/observer/observe.ts";
import { findStart } from "../../../src/observer/start-height.ts";
import { collect } from "./collect.ts";
import { blockSource, historySources } from "./fake-sources.ts";
import { consumerReading, providerReading } from "./made-readings.ts";

const { signal } = new AbortController();
const source = { ...blockSource([]), latestHeight: async () => 12n };

describe("where reading a chain begins", () => {
  it("is a height, without a question to the node", async () => {
    const mute = { ...source, latestHeight: jest.fn() };
    expect(await findStart(mute, { from: 5n, wantsTip: false, signal })).toEqual({ from: 5n, tip: undefined });
    expect(mute.latestHeight).not.toHaveBeenCalled();
  });

  it("is the last block that was made", async () => {
    expect(await findStart(source, { from: "latest", wantsTip: false, signal })).toEqual({ from: 12n, tip: 12n });
  });

  it("is the first block where the chain has none yet, or nobody can tell", async () => {
    const empty = { ...source, latestHeight: async () => 0n };
    expect(await findStart(empty, { from: "latest", wantsTip: true, signal })).toEqual({ from: 1n, tip: 0n });
    const mute = blockSource([]);
    expect(await findStart(mute, { from: "latest", wantsTip: true, signal })).toEqual({ from: 1n, tip: undefined });
  });

  it("is asked for again while the node is away", async () => {
    const latestHeight = jest
      .fn<Promise<bigint>, []>()
      .mockRejectedValueOnce(new IcsError("RPC_UNREACHABLE", "away", { url: "x" }, { retryable: true }))
      .mockResolvedValue(7n);
    const start = await findStart({ ...source, latestHeight }, { from: 2n, wantsTip: true, signal });
    expect(start).toEqual({ from: 2n, tip: 7n });
  });
});

describe("observing from the latest block", () => {
  it("reads both chains from there on, and their state at once", async () => {
    const { provider, consumer } = historySources();
    const blocks = await collect(
      observeBlocks({
        consumerId: "0",
        from: { provider: "latest", consumer: "latest" },
        stateAtTip: true,
        provider: {
          blocks: { ...provider.blocks, latestHeight: async () => 12n },
          state: { ...provider.state, reading: async () => providerReading() },
        },
        consumer: {
          blocks: { ...consumer.blocks, latestHeight: async () => 11n },
          state: { ...consumer.state, reading: async () => consumerReading() },
        },
      }),
    );
    const of = (chain: string) => blocks.filter((block) => block.chain === chain);
    expect(of("provider").map(({ cursor, tip }) => [cursor.height, tip])).toEqual([12n, 13n, 14n].map((h) => [h, 12n]));
    expect(of("consumer").map(({ cursor, tip }) => [cursor.height, tip])).toEqual([11n, 12n].map((h) => [h, 11n]));
    const reads = blocks.flatMap(({ events }) => events).filter(({ kind }) => kind.endsWith("StateRead"));
    expect(reads.map(({ chain, height }) => `${chain} ${height}`).toSorted()).toEqual(["consumer 11", "provider 12"]);
  });

  it("gives the time of each block", async () => {
    const { provider } = historySources();
    const blocks = await collect(observeBlocks({ consumerId: "0", provider, from: { provider: 13n } }));
    expect(blocks.map(({ time }) => time?.toISOString())).toEqual([
      "2026-01-31T12:00:13.000Z",
      "2026-01-31T12:00:14.000Z",
    ]);
  });
});
