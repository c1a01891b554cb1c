import { IcsError } from "../../../../src/errors.ts";
import { silentLogger } from "../../../../src/logger.ts";
import { clientTransactions, heightsWithEvidence } from "../../../../src/relayer/evidence/past-evidence.ts";
import { FakeScene } from "./fake-scene.ts";

const some = new Uint8Array(32).fill(1);
const since = (height: number): Date => new Date(Date.UTC(2026, 0, 1) + height * 1000);
const { signal } = new AbortController();
const silent = new IcsError("RPC_UNREACHABLE", "silent", { url: "http://p" });

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe("blocks with evidence", () => {
  const withEvidence = (...heights: bigint[]): FakeScene => {
    const fake = new FakeScene();
    fake.evidenceHashes = new Map(heights.map((height) => [height, some]));
    return fake;
  };
  const found = (fake: FakeScene, to: bigint, from = 0): Promise<bigint[]> =>
    collect(heightsWithEvidence(fake.scene.consumer, { to, since: since(from), signal }));

  it("are told downwards, across requests", async () => {
    expect(await found(withEvidence(2n, 21n, 22n, 50n), 50n)).toEqual([50n, 22n, 21n, 2n]);
    expect(await found(withEvidence(1n), 1n)).toEqual([1n]);
    expect(await found(withEvidence(), 45n)).toEqual([]);
  });

  it("end at the time given", async () => {
    expect(await found(withEvidence(10n, 20n, 30n), 40n, 20)).toEqual([30n, 20n]);
  });

  it("end where the node has no more", async () => {
    const fake = withEvidence(4n, 25n, 30n);
    fake.lowestHeight = 24n;
    expect(await found(fake, 40n)).toEqual([30n, 25n]);
    fake.lowestHeight = 21n;
    expect(await found(fake, 40n)).toEqual([30n, 25n]);
  });

  it("end at the lowest height", async () => {
    const fake = withEvidence(10n, 11n, 30n, 40n);
    expect(await collect(heightsWithEvidence(fake.scene.consumer, { to: 39n, lowest: 11n, signal }))).toEqual([
      30n,
      11n,
    ]);
  });

  it("are asked for again where the node was silent, from the height that was reached", async () => {
    const fake = withEvidence(2n, 22n, 50n);
    const { comet } = fake.scene.consumer;
    const blockchain = comet.blockchain.bind(comet);
    const asked: Array<readonly [number, number]> = [];
    const often = async (from: number, to: number) => {
      asked.push([from, to]);
      if (asked.length === 2 || asked.length === 3) throw silent;
      return blockchain(from, to);
    };
    Object.assign(comet, { blockchain: often });
    fake.consumerFeed.tip = 50n;
    expect(await found(fake, 50n)).toEqual([50n, 22n, 2n]);
    expect(asked).toEqual([
      [31, 50],
      [11, 30],
      [11, 30],
      [11, 30],
      [1, 10],
    ]);
  });

  it("are not missed where the node is behind", async () => {
    const fake = withEvidence(31n, 50n);
    const { comet } = fake.scene.consumer;
    const blockchain = comet.blockchain.bind(comet);
    const answers = [
      () => {
        const message = "min height 31 can't be greater than max height 20";
        throw new IcsError("RPC_QUERY_FAILED", message, { path: "blockchain" });
      },
      async () => ({ ...(await blockchain(31, 45)), lastHeight: 45 }),
    ];
    const behind = async (from: number, to: number) => (answers.shift() ?? (() => blockchain(from, to)))();
    Object.assign(comet, { blockchain: behind });
    fake.consumerFeed.tip = 50n;
    expect(await found(fake, 50n)).toEqual([50n, 31n]);
  });

  it("end with the watch", async () => {
    const aborted = AbortSignal.abort(new DOMException("over", "AbortError"));
    const items = heightsWithEvidence(withEvidence().scene.consumer, { to: 9n, since: since(0), signal: aborted });
    await expect(collect(items)).rejects.toThrow("over");
  });
});

describe("transactions about a client", () => {
  const options = (to: bigint, from = 0) => ({ to, since: since(from), signal });
  const read = (fake: FakeScene, to = 1_000n, from = 0, logger = silentLogger) =>
    collect(clientTransactions(fake.scene.provider, "update_client", "07-tendermint-3", options(to, from), logger));
  const indexed = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      height: count - index,
      bytes: new Uint8Array([index, index >> 8]),
    }));

  it("come downwards, page by page", async () => {
    const fake = new FakeScene();
    fake.index = () => indexed(120);
    const heights = (await read(fake)).map(({ height }) => height);
    expect(heights).toHaveLength(120);
    expect(heights[0]).toBe(120n);
    expect(fake.searched).toEqual(new Array(3).fill("update_client.client_id='07-tendermint-3'"));
  });

  it("come with their hash and bytes, and not from above", async () => {
    const fake = new FakeScene();
    fake.index = () => indexed(3);
    expect(await read(fake, 2n)).toMatchObject([
      { height: 2n, bytes: new Uint8Array([1, 0]), hash: expect.stringMatching(/^[0-9A-F]{64}$/) },
      { height: 1n },
    ]);
  });

  it("end at the time given, and where the node has no more blocks", async () => {
    const fake = new FakeScene();
    fake.index = () => indexed(9);
    expect(await read(fake, 9n, 7)).toHaveLength(3);
    fake.lowestHeight = 6n;
    expect(await read(fake)).toHaveLength(4);
  });

  it("are none without an index, and that is told once", async () => {
    const fake = new FakeScene();
    fake.index = () => {
      throw new IcsError("RPC_QUERY_FAILED", "transaction indexing is disabled", { path: "tx_search" });
    };
    const warnings: string[] = [];
    const logger = { ...silentLogger, warn: (text: string) => void warnings.push(text) };
    expect(await read(fake, 9n, 0, logger)).toEqual([]);
    expect(warnings).toHaveLength(1);
  });

  it("are asked for again, the same page, where the node is silent", async () => {
    const fake = new FakeScene();
    fake.index = () => {
      if (fake.searched.length === 2 || fake.searched.length === 3) throw silent;
      return indexed(120);
    };
    const heights = (await read(fake)).map(({ height }) => height);
    expect(heights).toEqual(indexed(120).map(({ height }) => BigInt(height)));
    expect(fake.searched).toHaveLength(5);
  });

  it("end at the lowest height", async () => {
    const fake = new FakeScene();
    fake.index = () => indexed(9);
    const past = { to: 8n, lowest: 7n, signal };
    const read = clientTransactions(fake.scene.provider, "update_client", "07-tendermint-3", past, silentLogger);
    expect(await collect(read)).toMatchObject([{ height: 8n }, { height: 7n }]);
  });
});
