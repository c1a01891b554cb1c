import { IcsError } from "../../../../src/errors.ts";
import { txError } from "./model-node.ts";
import { ModelWorld, messageNames } from "./model-world.ts";

const failed = (codespace: string, abciCode: number, log: string) =>
  txError("TX_FAILED", { chainId: "consumer-1", hash: "", height: 1n, codespace, abciCode, log });

describe("after a failure, relaying", () => {
  it("leaves out what another relayer has done, and counts it as no trouble", async () => {
    const world = new ModelWorld();
    const relayers = [world.relay(), world.relay(), world.relay()];
    await world.ticks(2);
    for (let round = 0; round < 10; round += 1) {
      world.send("provider", "ccv");
      world.send("consumer", "transfer");
      await world.ticks(2);
    }
    await world.until("everything settled", () => world.outstanding() === 0);
    await world.ticks(10);
    expect(world.received("consumer", "ccv")).toHaveLength(10);
    expect(relayers.flatMap(({ troubles }) => troubles)).toEqual([]);
    await world.stop();
  });

  it("carries everything else past a transfer that always fails, and that one when it no longer does", async () => {
    const world = new ModelWorld();
    world.consumer.poison = ({ sourcePort, sequence }) => sourcePort === "transfer" && sequence === 4n;
    const relayer = world.relay();
    await world.ticks(2);
    for (let round = 0; round < 8; round += 1) {
      world.send("provider", "ccv");
      world.send("provider", "transfer");
    }
    await world.until("all others settled", () => world.outstanding() === 1);
    expect(world.received("consumer", "ccv")).toHaveLength(8);
    await world.until("the failing one was told", () => relayer.troubles.length > 0);
    expect(relayer.troubles[0]).toMatchObject({ source: "provider", error: { code: "TX_FAILED" } });
    world.consumer.poison = () => false;
    await world.until("everything settled", () => world.outstanding() === 0);
    await world.stop();
  });

  it("carries everything else past a timeout that always fails, at growing distances", async () => {
    const world = new ModelWorld();
    world.provider.poison = ({ sourcePort, sequence }) => sourcePort === "transfer" && sequence === 2n;
    for (let round = 0; round < 4; round += 1) world.send("provider", "transfer", 5_000);
    await world.ticks(8);
    const relayer = world.relay();
    world.send("consumer", "transfer");
    await world.until("all others settled", () => world.settled("provider", "transfer").size === 3);
    await world.ticks(100);
    expect(relayer.nodes.provider.sent.length).toBeLessThan(20);
    expect(new Set(relayer.troubles.map(({ source, error }) => `${source} ${error.code}`))).toEqual(
      new Set(["consumer TX_FAILED"]),
    );
    world.provider.poison = () => false;
    await world.until("everything settled", () => world.outstanding() === 0);
    await world.stop();
  });

  it("tells once of a direction that fails while the other one carries, and when that is over", async () => {
    const world = new ModelWorld();
    const relayer = world.relay();
    const { sendFaults } = relayer.nodes.consumer;
    sendFaults.push(...Array.from({ length: 1000 }, () => failed("sdk", 5, "insufficient funds")));
    await world.ticks(2);
    world.send("provider", "ccv");
    await world.until("it was told", () => relayer.troubles.length > 0);
    await world.ticks(100);
    expect(relayer.troubles.map(({ source }) => source)).toEqual(["provider"]);
    world.send("consumer", "transfer");
    await world.until("the other direction carries", () => world.received("provider", "transfer").length === 1);
    await world.ticks(100);
    expect(relayer.troubles.map(({ source }) => source)).toEqual(["provider"]);
    expect(relayer.overcome).toEqual([]);
    sendFaults.length = 0;
    await world.until("everything settled", () => world.outstanding() === 0);
    expect(relayer.overcome).toEqual(["provider"]);
    await world.stop();
  });

  it("gives up with the last error where it is told to", async () => {
    const world = new ModelWorld();
    world.consumer.poison = () => true;
    const relayer = world.relay({ giveUpAfter: 3 });
    world.send("provider", "ccv");
    await expect(Promise.race([relayer.done, world.until("it gave up", () => false, 100)])).rejects.toMatchObject({
      code: "TX_FAILED",
    });
  });

  it("outlasts nodes that do not answer, and tells of it once", async () => {
    const world = new ModelWorld();
    const relayer = world.relay({ giveUpAfter: 3 });
    await world.ticks(2);
    relayer.nodes.consumer.isDown = true;
    world.send("provider", "ccv");
    await world.ticks(100);
    relayer.nodes.consumer.isDown = false;
    await world.until("everything settled", () => world.outstanding() === 0);
    expect(relayer.troubles.map(({ error }) => error.code)).toEqual(["RPC_UNREACHABLE"]);
    await world.stop();
  });

  it("waits for an empty account to be filled", async () => {
    const world = new ModelWorld();
    const relayer = world.relay();
    await world.ticks(2);
    relayer.nodes.consumer.sendFaults.push(...Array.from({ length: 4 }, () => failed("sdk", 5, "insufficient funds")));
    world.send("provider", "ccv");
    await world.until("everything settled", () => world.outstanding() === 0);
    expect(relayer.troubles.map(({ failures }) => failures)).toEqual([2]);
    await world.stop();
  });

  it("grows the gas limit at once, and learns what was used", async () => {
    const world = new ModelWorld();
    const relayer = world.relay();
    await world.ticks(2);
    world.send("provider", "ccv");
    await world.until("it settled", () => world.outstanding() === 0);
    relayer.nodes.consumer.sendFaults.push(failed("sdk", 11, "out of gas"));
    for (let round = 0; round < 2; round += 1) {
      world.send("provider", "ccv");
      await world.until(
        "it settled",
        () => world.outstanding() === 0 && world.received("consumer", "ccv").length > round + 1,
      );
    }
    const [first = 0, refused = 0, again = 0, last = 0] = relayer.nodes.consumer.gasLimits;
    expect(refused).toBeLessThan(first);
    expect(again).toBeGreaterThan(first);
    expect(last).toBeLessThan(first);
    await world.stop();
  });

  it("asks the chain for the gas where more and more was too little", async () => {
    const world = new ModelWorld();
    const relayer = world.relay();
    const { sendFaults, gasLimits } = relayer.nodes.consumer;
    sendFaults.push(failed("sdk", 11, "out of gas"), failed("sdk", 11, "out of gas"));
    world.send("provider", "ccv");
    await world.until("it settled", () => world.outstanding() === 0);
    expect(gasLimits.slice(0, 3)).toEqual([expect.any(Number), Math.ceil((gasLimits[0] ?? 0) * 1.5), 0]);
    await world.stop();
  });

  it.each([
    ["runs out of any gas", ["sdk", 11]],
    ["wants more gas than a block has", ["sdk", 41]],
  ] as const)("carries everything else past a packet that %s", async (_what, code) => {
    const world = new ModelWorld();
    world.consumer.poison = ({ sourcePort, sequence }) => sourcePort === "transfer" && sequence === 4n;
    world.consumer.poisonCode = code;
    for (let round = 0; round < 8; round += 1) world.send("provider", "transfer");
    await world.ticks(2);
    const relayer = world.relay();
    await world.until("all others settled", () => world.outstanding() === 1);
    world.send("provider", "ccv");
    await world.until("CCV packets pass too", () => world.outstanding() === 1);
    await world.until("it was told", () => relayer.troubles.length > 0);
    const before = relayer.nodes.consumer.sent.length;
    await world.ticks(96);
    // Three in 32 blocks of both chains together: two with limits, and one simulated.
    expect(relayer.nodes.consumer.sent.length - before).toBeLessThanOrEqual(21);
    world.consumer.poison = () => false;
    await world.until("everything settled", () => world.outstanding() === 0);
    await world.stop();
  });

  it("splits what is too large for a node", async () => {
    const world = new ModelWorld();
    for (let round = 0; round < 40; round += 1) world.send("provider", "transfer");
    const tooLarge = new IcsError("RPC_QUERY_FAILED", "Tx too large. Max size is 9", { path: "broadcast_tx_sync" });
    const relayer = world.relay({ maxMessages: 32 });
    relayer.nodes.consumer.sendFaults.push(tooLarge);
    await world.until("everything settled", () => world.outstanding() === 0);
    const counts = relayer.nodes.consumer.sent.map((messages) => messageNames(messages).length);
    expect(counts[0]).toBe(16);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(40);
    await world.stop();
  });

  it("keeps transactions below the bytes that are allowed", async () => {
    const world = new ModelWorld();
    for (let round = 0; round < 10; round += 1) world.send("provider", "ccv");
    const relayer = world.relay({ maxTxBytes: 2_000 });
    await world.until("everything settled", () => world.outstanding() === 0);
    for (const messages of relayer.nodes.consumer.sent) expect(messages.length).toBeLessThanOrEqual(5);
    await world.stop();
  });

  it("sends again what a node has lost", async () => {
    const world = new ModelWorld();
    const relayer = world.relay();
    relayer.nodes.consumer.lostTxs = 2;
    world.send("provider", "ccv");
    await world.until("everything settled", () => world.outstanding() === 0);
    expect(world.received("consumer", "ccv")).toEqual([1n]);
    await world.stop();
  });

  it("ends on what is no failure of a chain", async () => {
    const world = new ModelWorld();
    const bug = new TypeError("a bug");
    const relayer = world.relay();
    relayer.nodes.consumer.sendFaults.push(bug as unknown as IcsError);
    world.send("provider", "ccv");
    await expect(Promise.race([relayer.done, world.until("it ended", () => false, 20)])).rejects.toBe(bug);
  });
});
