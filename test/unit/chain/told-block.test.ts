import type { Block } from "../../../src/chain/block.ts";
import type { ChainConnection } from "../../../src/chain/chain-connection.ts";
import { silentLogger } from "../../../src/logger.ts";
import { useFakeComet } from "../../support/comet-fixtures.ts";
import type { FakeBlock } from "../../support/fake-block.ts";
import type { FakeComet } from "../../support/fake-comet.ts";
import { recordedDoubleVote } from "../../support/recorded-double-vote.ts";

const { start, connect } = useFakeComet();

/** After the first poll only the websocket tells, so that none comes between. */
const tipTiming = { pollWithoutWebsocketMs: 60_000, pollWithWebsocketMs: 60_000, reconnectMs: 10 };

const event = { type: "transfer", attributes: [{ key: "amount", value: "1" }] };
const key = new Uint8Array(32).fill(3);
const full: FakeBlock = {
  txs: [
    { bytes: new Uint8Array([1]), events: [event], data: new Uint8Array([5]) },
    { bytes: new Uint8Array([2]), code: 3, codespace: "provider", log: "no" },
  ],
  events: [{ type: "begin", attributes: [{ key: "mode", value: "BeginBlock" }] }],
  updates: [
    { key, power: 5n },
    { key, power: 0n },
  ],
};

/** A chain of two blocks, and a reader that has had them and hears what is next. */
async function following() {
  const comet = await start({ blocks: 2 });
  const connection = await connect(comet, { tipTiming });
  const stream = connection.blocks({ from: 1n });
  const next = async (): Promise<Block> => (await stream.next()).value;
  await next();
  await next();
  await comet.subscribed;
  return { comet, connection, next };
}

/** The block as the node answers it. */
async function asked(comet: FakeComet, height: bigint): Promise<Block> {
  comet.websocketsAllowed = false;
  const other: ChainConnection = await connect(comet);
  return other.block(height);
}

/** Makes a block that the websocket does not tell. */
function addUntold(comet: FakeComet, block: FakeBlock = {}): bigint {
  comet.websocketsSilent = true;
  const height = comet.addBlock(block);
  comet.websocketsSilent = false;
  return height;
}

describe("a block that the websocket tells whole", () => {
  it("is not asked for, and is the same as if it had been", async () => {
    const { comet, next } = await following();
    comet.addBlock(full);
    comet.addBlock();
    const told = [await next(), await next()];
    expect([comet.count("block"), comet.count("block_results")]).toEqual([2, 2]);
    expect(told).toEqual([await asked(comet, 3n), await asked(comet, 4n)]);
    expect(told[0]?.txs).toMatchObject([{ events: [event] }, { code: 3, log: "no" }]);
  });

  it("comes with the proofs of double votes in it", async () => {
    const { comet, next } = await following();
    const height = addUntold(comet);
    const { evidence } = recordedDoubleVote();
    const { block } = comet.block(height) as { block: object };
    comet.tellBlock(height, { block: { ...block, evidence: { evidence } } });
    expect((await next()).duplicateVotes).toHaveLength(1);
    expect(comet.count("block")).toBe(2);
  });

  it("is given once, however often it is told", async () => {
    const { comet, next } = await following();
    comet.addBlock();
    comet.tellBlock(3n);
    comet.tellBlock(2n);
    comet.addBlock();
    comet.tellBlock(3n);
    expect([(await next()).height, (await next()).height]).toEqual([3n, 4n]);
    expect(comet.count("block")).toBe(2);
  });

  it("is asked for by a reader that comes much later", async () => {
    const { comet, connection, next } = await following();
    for (let count = 0; count < 20; count += 1) comet.addBlock();
    await connection.waitForHeight(22n);
    const heights: bigint[] = [];
    while (heights.at(-1) !== 22n) heights.push((await next()).height);
    expect(heights).toEqual(Array.from({ length: 20 }, (_, index) => BigInt(index + 3)));
    expect(comet.count("block")).toBeGreaterThan(10);
  });

  it("is asked for after one that was not told, and the next is not", async () => {
    const { comet, connection, next } = await following();
    addUntold(comet);
    comet.addBlock();
    await connection.waitForHeight(4n);
    expect([(await next()).height, (await next()).height]).toEqual([3n, 4n]);
    comet.addBlock();
    expect((await next()).height).toBe(5n);
    expect(comet.count("block")).toBe(3);
  });

  it("is asked for where it is the first that anybody reads: nothing tells that it belongs to the chain", async () => {
    const comet = await start({ blocks: 2 });
    const connection = await connect(comet, { tipTiming });
    await connection.waitForHeight(2n);
    await comet.subscribed;
    comet.addBlock();
    expect(await connection.block(3n)).toMatchObject({ height: 3n });
    expect(comet.count("block")).toBe(1);
  });
});

describe("a websocket that does not tell the truth", () => {
  const headerOf = (comet: FakeComet, height: bigint, changes: object): Readonly<Record<string, unknown>> => {
    const { block } = comet.block(height) as { block: { header: object } };
    return { block: { ...block, header: { ...block.header, ...changes } } };
  };

  it.each<[string, (comet: FakeComet) => Readonly<Record<string, unknown>>]>([
    ["another chain", (comet) => headerOf(comet, 3n, { chain_id: "fake-2" })],
    ["another parent", (comet) => headerOf(comet, 3n, { last_block_id: comet.block(1n).block_id })],
    ["no parent", (comet) => headerOf(comet, 3n, { last_block_id: { hash: "", parts: { total: 0, hash: "" } } })],
    ["no such time", (comet) => headerOf(comet, 3n, { time: "soon" })],
    ["no results", () => ({ result_finalize_block: undefined })],
    ["fewer results than transactions", () => ({ result_finalize_block: { events: [], tx_results: [] } })],
    ["results that are none", () => ({ result_finalize_block: { events: 5, tx_results: {} } })],
    ["no hash", () => ({ block_id: null })],
    [
      "evidence that is none",
      (comet) => ({ block: { ...(comet.block(3n).block as object), evidence: { evidence: 7 } } }),
    ],
  ])("is not believed where a block comes with %s: the node is asked", async (_name, changes) => {
    const { comet, next } = await following();
    const height = addUntold(comet, full);
    comet.tellBlock(height, changes(comet));
    const block = await next();
    expect(comet.count("block")).toBe(3);
    expect(block).toEqual(await asked(comet, height));
  });

  it("cannot put another block in the place of one that was read", async () => {
    const { comet, connection, next } = await following();
    comet.addBlock(full);
    const third = await next();
    comet.tellBlock(3n, { result_finalize_block: { events: [event], tx_results: [] } });
    comet.addBlock();
    await next();
    expect(await connection.block(3n)).toBe(third);
  });

  it("has its block of a height that the node does not have yet waited for", async () => {
    const { comet, connection, next } = await following();
    const early = JSON.stringify({
      result: { data: { value: { block: { header: { version: {}, height: "3" } }, block_id: {} } } },
    });
    const reading = next();
    comet.shout(early);
    await connection.waitForHeight(3n);
    addUntold(comet, full);
    expect(await reading).toEqual(await asked(comet, 3n));
  });

  it("says so in the log of its reader, not in its errors", async () => {
    const comet = await start({ blocks: 2 });
    const said: string[] = [];
    const logger = { ...silentLogger, debug: (message: string) => void said.push(message) };
    const connection = await connect(comet, { logger, tipTiming });
    await connection.block(2n);
    await comet.subscribed;
    const height = addUntold(comet);
    comet.tellBlock(height, { block_id: null });
    expect(await connection.block(height)).toMatchObject({ height });
    expect(said).toEqual(["the websocket tells no block that fits, asking for it"]);
  });
});
