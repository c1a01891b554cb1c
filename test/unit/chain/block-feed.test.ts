import { pollUntil } from "../../../src/async/poll-until.ts";
import type { Block } from "../../../src/chain/block.ts";
import type { ChainConnection } from "../../../src/chain/chain-connection.ts";
import { silentLogger } from "../../../src/logger.ts";
import { quick, rejection, useFakeComet } from "../../support/comet-fixtures.ts";
import { fakeGenesisMs } from "../../support/fake-comet.ts";

const { start, connect } = useFakeComet();

async function take(connection: ChainConnection, from: bigint, count: number): Promise<Block[]> {
  const taken: Block[] = [];
  for await (const block of connection.blocks({ from })) {
    taken.push(block);
    if (taken.length === count) break;
  }
  return taken;
}

const heights = (blocks: readonly Block[]): bigint[] => blocks.map(({ height }) => height);

describe("blocks", () => {
  it("gives a block with its transactions, events and validator updates", async () => {
    const comet = await start({ blocks: 1 });
    const events = [{ type: "transfer", attributes: [{ key: "amount", value: "1" }] }];
    const key = new Uint8Array(32).fill(3);
    comet.addBlock({
      txs: [
        { bytes: new Uint8Array([1]), events, data: new Uint8Array([5]) },
        { bytes: new Uint8Array([2]), code: 3, codespace: "provider", log: "no" },
      ],
      events: [{ type: "begin", attributes: [{ key: "mode", value: "BeginBlock" }] }],
      updates: [
        { key, power: 5n },
        { key, power: 0n },
      ],
    });
    const block = await (await connect(comet)).block(2n);
    expect(block).toMatchObject({
      chainId: "fake-1",
      height: 2n,
      time: new Date(fakeGenesisMs + 2_123),
      events: [{ type: "begin" }],
      validatorUpdates: [
        { pubkey: key, power: 5n },
        { pubkey: key, power: 0n },
      ],
    });
    expect(block.txs).toMatchObject([
      { code: 0, events, gasUsed: 1234n, data: new Uint8Array([5]) },
      { code: 3, codespace: "provider", log: "no", events: [] },
    ]);
    expect(block.txs[0]?.hash).toBe("4BF5122F344554C53BDE2EBB8CD2B7E3D1600AD631C385A5D7CCE23C7785459A");
  });

  it("come each once and in order, across cut websockets", async () => {
    const comet = await start({ blocks: 1 });
    const connection = await connect(comet);
    const reading = take(connection, 1n, 12);
    for (let round = 0; round < 3; round += 1) {
      await comet.subscribed;
      comet.addBlock();
      comet.addBlock();
      comet.cutWebsockets();
      comet.addBlock();
    }
    await comet.subscribed;
    comet.addBlock();
    comet.addBlock();
    expect(heights(await reading)).toEqual(Array.from({ length: 12 }, (_, index) => BigInt(index + 1)));
  });

  it("come by polling where no websocket is to be had", async () => {
    const comet = await start({ blocks: 2 });
    comet.websocketsAllowed = false;
    const connection = await connect(comet);
    const reading = take(connection, 1n, 4);
    await connection.waitForHeight(2n);
    comet.addBlock();
    await connection.waitForHeight(3n);
    comet.addBlock();
    expect(heights(await reading)).toEqual([1n, 2n, 3n, 4n]);
  });

  it("are asked for at once when the websocket is lost, though the next poll is far", async () => {
    const comet = await start({ blocks: 1 });
    const connection = await connect(comet, { tipTiming: { ...quick, reconnectMs: 60_000 } });
    await connection.waitForHeight(1n);
    await comet.subscribed;
    comet.websocketsAllowed = false;
    comet.cutWebsockets();
    comet.addBlock();
    await expect(connection.waitForHeight(2n)).resolves.toBe(2n);
  });

  it("are fetched once however many read them, each at its own pace", async () => {
    const comet = await start({ blocks: 5 });
    const connection = await connect(comet);
    const slow = connection.blocks({ from: 2n });
    expect((await slow.next()).value).toMatchObject({ height: 2n });
    expect(heights(await take(connection, 1n, 5))).toEqual([1n, 2n, 3n, 4n, 5n]);
    expect(heights(await take(connection, 4n, 2))).toEqual([4n, 5n]);
    expect((await slow.next()).value).toMatchObject({ height: 3n });
    await slow.return(undefined);
    expect(comet.count("block")).toBe(5);
  });

  it("begin with the next one by default", async () => {
    const comet = await start({ blocks: 3 });
    const connection = await connect(comet);
    const stream = connection.blocks();
    const next = stream.next();
    await connection.waitForHeight(3n);
    await comet.subscribed;
    comet.addBlock();
    expect((await next).value).toMatchObject({ height: 4n });
    await stream.return(undefined);
  });

  it("are warned of once where they cannot be read for a while", async () => {
    const warned: string[] = [];
    const comet = await start({ blocks: 2 });
    const connection = await connect(comet, {
      logger: { ...silentLogger, warn: (text) => warned.push(text) },
    });
    let asked = 0;
    comet.trouble = (method) => (method === "block" && ++asked < 9 ? { status: 503 } : undefined);
    expect(heights(await take(connection, 2n, 1))).toEqual([2n]);
    expect(asked).toBe(9);
    expect(warned).toEqual(["cannot read a block, will be asked again"]);
  });

  it("go on when the node has not answered for a while, or is behind the tip it told", async () => {
    const comet = await start({ blocks: 2 });
    const connection = await connect(comet);
    await connection.waitForHeight(2n);
    const troubles = [{ status: 503 }, "break", { status: 429 }, { body: "<html>" }] as const;
    let asked = 0;
    comet.trouble = (method) => (method === "block" ? troubles[asked++] : undefined);
    expect(heights(await take(connection, 1n, 2))).toEqual([1n, 2n]);
    comet.trouble = () => undefined;
    comet.overrides.set("abci_info", () => ({ response: { last_block_height: "4" } }));
    comet.cutWebsockets();
    const ahead = take(connection, 3n, 2);
    await connection.waitForHeight(4n);
    comet.addBlock();
    comet.addBlock();
    expect(heights(await ahead)).toEqual([3n, 4n]);
  });
});

describe("a header", () => {
  it("can be asked for once the block is signed, before it is executed", async () => {
    const comet = await start({ blocks: 2 });
    const connection = await connect(comet);
    expect(await connection.waitForHeader(1n)).toBe(2n);
    await comet.subscribed;
    const signed = connection.waitForHeader(3n);
    comet.step("RoundStepPrecommit");
    comet.step("RoundStepCommit");
    expect(await signed).toBe(3n);
    expect([connection.knownHeight, connection.knownHeaderHeight]).toEqual([2n, 3n]);
    const executed = connection.waitForHeight(3n);
    comet.addBlock();
    expect(await executed).toBe(3n);
  });

  it("is told by the block alone where the websocket tells no steps", async () => {
    const comet = await start({ blocks: 2 });
    const connection = await connect(comet);
    await connection.waitForHeight(2n);
    await comet.subscribed;
    const signed = connection.waitForHeader(3n);
    comet.addBlock();
    expect(await signed).toBe(3n);
    expect(connection.knownHeaderHeight).toBe(3n);
  });

  it("of a block that the node is still storing is asked for again", async () => {
    const comet = await start({ blocks: 2 });
    const connection = await connect(comet);
    await connection.waitForHeight(2n);
    await comet.subscribed;
    const signed = connection.waitForHeader(3n);
    comet.step("RoundStepCommit");
    await signed;
    comet.trouble = (method) => {
      if (method === "commit") queueMicrotask(() => comet.tip < 3n && comet.addBlock());
      return undefined;
    };
    expect((await connection.comet.commit(3)).header.height).toBe(3);
    expect(comet.count("commit")).toBeGreaterThan(1);
  });
});

describe("a websocket that is open and says nothing", () => {
  const timing = { pollWithoutWebsocketMs: 5, pollWithWebsocketMs: 20, reconnectMs: 10 };

  it("is given up once the node had blocks that it did not tell", async () => {
    const comet = await start({ blocks: 1 });
    const connection = await connect(comet, { tipTiming: timing });
    await connection.waitForHeight(1n);
    await comet.subscribed;
    comet.websocketsSilent = true;
    for (let height = 2n; height < 9n; height += 2n) {
      comet.addBlock();
      comet.addBlock();
      await connection.waitForHeight(height + 1n);
    }
    await comet.websocketClosed;
  });

  it("is kept while the chain makes no blocks, and while it tells them", async () => {
    const comet = await start({ blocks: 1 });
    const connection = await connect(comet, { tipTiming: timing });
    await connection.waitForHeight(1n);
    await comet.subscribed;
    for (let height = 2n; height < 6n; height += 1n) {
      comet.addBlock();
      await connection.waitForHeight(height);
      const asked = comet.count("abci_info");
      await pollUntil(
        async () => comet.count("abci_info"),
        (count) => count > asked + 1,
        { what: "two polls", intervalMs: 2 },
      );
    }
    expect(comet.websocketsOpened).toBe(1);
  });
});

describe("a block that cannot be had", () => {
  it("is pruned where the node keeps only later ones", async () => {
    const comet = await start({ blocks: 9 });
    comet.lowestHeight = 5n;
    const error = await rejection("RPC_HEIGHT_PRUNED", (await connect(comet)).block(2n));
    expect(error.context).toEqual({ url: comet.url, height: 2n, lowestHeight: 5n });
    expect(error.message).toContain("start from height 5");
  });

  it.each([
    ["the block is another height's", "block", (comet: Fake) => comet.block(2n)],
    ["the results are another height's", "block_results", (comet: Fake) => comet.blockResults(2n)],
    [
      "there is no result for a transaction",
      "block_results",
      (comet: Fake) => ({ ...comet.blockResults(3n), txs_results: [] }),
    ],
  ])("is refused where %s", async (_name, method, answer) => {
    const comet = await start({ blocks: 2 });
    comet.addBlock({ txs: [{ bytes: new Uint8Array([1]) }] });
    comet.overrides.set(method, () => answer(comet));
    const error = await rejection("RPC_RESPONSE_INVALID", (await connect(comet)).block(3n));
    expect(error.context).toEqual({ url: comet.url, path: "block" });
  });

  it("is asked for again by the next reader: a failure is not kept", async () => {
    const comet = await start({ blocks: 2 });
    const connection = await connect(comet);
    comet.lowestHeight = 2n;
    await rejection("RPC_HEIGHT_PRUNED", connection.block(1n));
    comet.lowestHeight = 1n;
    await expect(connection.block(1n)).resolves.toMatchObject({ height: 1n });
  });
});

type Fake = Awaited<ReturnType<typeof start>>;

describe("waiting for a height", () => {
  it("ends with the signal's own reason", async () => {
    const connection = await connect(await start());
    const controller = new AbortController();
    const reason = new Error("enough");
    const waits = [
      connection.waitForHeight(99n, { signal: controller.signal }),
      connection.block(99n, { signal: controller.signal }),
      connection.blocks({ from: 99n, signal: controller.signal }).next(),
    ];
    controller.abort(reason);
    for (const result of await Promise.allSettled(waits)) expect(result).toEqual({ status: "rejected", reason });
    await expect(connection.waitForHeight(1n, { signal: controller.signal })).rejects.toBe(reason);
  });

  it("ends at its deadline, with what it waited for", async () => {
    const connection = await connect(await start());
    const error = await rejection("POLL_TIMEOUT", connection.waitForHeight(99n, { timeoutMs: 5 }));
    expect(error.context.what).toBe("fake-1 to reach height 99");
  });

  it("outlasts a node that does not answer, and answers that make no sense", async () => {
    const comet = await start({ blocks: 3 });
    const connection = await connect(comet);
    comet.websocketsAllowed = false;
    let asked = 0;
    const answers = [{ status: 500 }, { body: "<html>" }, { body: '{"jsonrpc":"2.0","id":1,"result":{}}' }] as const;
    comet.trouble = (method) => (method === "abci_info" ? answers[asked++] : undefined);
    await expect(connection.waitForHeight(3n)).resolves.toBe(3n);
    expect(asked).toBeGreaterThan(3);
    expect(connection.knownHeight).toBe(3n);
  });
});
