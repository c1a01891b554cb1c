import { ibcPath } from "../../../../src/ibc/proof.ts";
import { ends, ModelWorld, transferPair } from "./model-world.ts";

describe("a block that no node can tell", () => {
  it("is left out, told, and what it did is carried from the state", async () => {
    const world = new ModelWorld();
    const relayer = world.relay({ auditEveryBlocks: 1_000_000 });
    await world.ticks(3);
    relayer.nodes.provider.unreadable.add(world.provider.height + 1n);
    world.send("provider", "ccv");
    world.send("provider", "transfer");
    await world.ticks(60);
    expect(world.outstanding()).toBe(2);
    const message = expect.stringContaining("tells the new heights of provider, and not block 6");
    expect(relayer.troubles).toMatchObject([{ source: undefined, error: { code: "RPC_UNREACHABLE", message } }]);
    expect(relayer.overcome).toEqual([]);
    await world.until("everything settled", () => world.outstanding() === 0);
    expect(relayer.troubles).toMatchObject([{ source: undefined, error: { code: "RPC_UNREACHABLE" } }]);
    expect(relayer.overcome).toEqual([undefined]);
    world.send("provider", "ccv");
    await world.until("what comes after it is carried at once", () => world.outstanding() === 0, 12);
    await world.stop();
  });

  it("is no trouble any more once it is told", async () => {
    const world = new ModelWorld();
    const relayer = world.relay({ auditEveryBlocks: 1_000_000 });
    await world.ticks(3);
    const { unreadable } = relayer.nodes.provider;
    unreadable.add(world.provider.height + 1n);
    await world.until("it was told", () => relayer.troubles.length > 0, 30);
    unreadable.clear();
    await world.until("it is over", () => relayer.overcome.length > 0, 3);
    await world.ticks(60);
    expect([relayer.troubles.length, relayer.overcome]).toEqual([1, [undefined]]);
    await world.stop();
  });

  it("may hold a transaction, which is not sent twice then", async () => {
    const world = new ModelWorld();
    const relayer = world.relay();
    await world.ticks(3);
    world.send("provider", "ccv");
    const { consumer } = relayer.nodes;
    await world.until("it was handed in", () => consumer.sent.length === 1);
    consumer.unreadable.add(world.consumer.height + 1n);
    world.send("provider", "ccv");
    await world.until("everything settled", () => world.outstanding() === 0);
    expect(world.received("consumer", "ccv")).toEqual([1n, 2n]);
    expect(consumer.sent.map((messages) => messages.length)).toEqual([2, 2]);
    await world.stop();
  });
});

describe("the state of a channel that cannot be read", () => {
  it("holds up no other channel", async () => {
    const world = new ModelWorld();
    const unknown = { ...transferPair, channelIdOnConsumer: "channel-9" };
    const relayer = world.relay({}, [{ ...transferPair }, unknown]);
    world.send("provider", "transfer");
    await world.until("the other channel's packet settled", () => world.outstanding("transfer") === 0, 20);
    await world.until("the failure was told", () => relayer.troubles.length > 0);
    expect(relayer.troubles).toMatchObject([{ source: undefined, error: { code: "IBC_CHANNEL_NOT_FOUND" } }]);
    await world.ticks(40);
    expect(relayer.overcome).toEqual([]);
    await world.stop();
  });
});

describe("what a node's state shows and its store does not", () => {
  it("is told when it lasts, asked for at growing distances, and holds up no other channel", async () => {
    const world = new ModelWorld();
    const relayer = world.relay({ auditEveryBlocks: 1_000_000 });
    await world.ticks(2);
    const { hidden, storeReads } = relayer.nodes.provider;
    const { portId, channelId } = ends.transfer.provider;
    const key = ibcPath.commitment(portId, channelId, 1n);
    hidden.add(key);
    world.send("provider", "transfer");
    await world.until("it was told", () => relayer.troubles.length > 0);
    expect(relayer.troubles).toMatchObject([{ source: "provider", error: { code: "IBC_PROOF_MISSING" }, failures: 3 }]);
    world.send("provider", "ccv");
    await world.until("the other channel goes on", () => world.outstanding() === 1, 20);
    await world.ticks(100);
    expect(storeReads.filter((read) => read === key).length).toBeLessThan(30);
    hidden.clear();
    await world.until("everything settled", () => world.outstanding() === 0);
    await world.stop();
  });
});

describe("trouble", () => {
  it("is over where somebody else has carried what failed", async () => {
    const world = new ModelWorld();
    const relayer = world.relay();
    await world.ticks(2);
    relayer.nodes.consumer.isDown = true;
    world.send("provider", "ccv");
    await world.until("it was told", () => relayer.troubles.length > 0);
    const rival = world.relay();
    await world.until("the rival settled it", () => world.outstanding() === 0);
    relayer.nodes.consumer.isDown = false;
    await world.until("it is over", () => relayer.overcome.includes("provider"));
    expect(rival.troubles).toEqual([]);
    await world.stop();
  });
});
