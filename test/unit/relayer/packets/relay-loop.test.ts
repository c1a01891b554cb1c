import { unreachable } from "./model-node.ts";
import { ccvPair, ModelWorld, messageNames, transferPair } from "./model-world.ts";

describe("relaying", () => {
  it("carries packets and acknowledgements both ways, each way in order, until it is stopped", async () => {
    const world = new ModelWorld();
    const relayer = world.relay();
    await world.ticks(2);
    for (let round = 0; round < 5; round += 1) {
      world.send("provider", "ccv");
      world.send("provider", "transfer");
      world.send("consumer", "ccv");
      await world.ticks(1);
    }
    await world.until("everything settled", () => world.outstanding() === 0);
    expect(world.received("consumer", "ccv")).toEqual([1n, 2n, 3n, 4n, 5n]);
    expect(world.received("provider", "ccv")).toEqual([1n, 2n, 3n, 4n, 5n]);
    expect(world.received("consumer", "transfer")).toHaveLength(5);
    relayer.stop();
    await expect(relayer.done).resolves.toBeUndefined();
    expect(relayer.troubles).toEqual([]);
  });

  it("sends a packet as soon as the header after it exists, with one client update", async () => {
    const world = new ModelWorld();
    const relayer = world.relay();
    await world.ticks(2);
    const sent = world.provider.height + 1n;
    world.send("provider", "ccv");
    await world.until("it was received", () => world.received("consumer", "ccv").length === 1);
    const [messages] = relayer.nodes.consumer.sent;
    expect(messages?.map(({ typeUrl }) => typeUrl)).toEqual(["update", "/ibc.core.channel.v1.MsgRecvPacket"]);
    expect(messages?.[0]?.value).toBe(sent + 1n);
    expect(world.consumer.height).toBe(sent + 2n);
    await world.stop();
  });

  it("proves a packet while the header for the proof does not exist yet, and once only", async () => {
    const world = new ModelWorld();
    const relayer = world.relay();
    await world.ticks(2);
    world.halted.add("provider");
    world.halted.add("consumer");
    world.send("provider", "ccv");
    world.provider.makeBlock();
    await world.ticks(2);
    const proofs = (): number =>
      relayer.nodes.provider.storeReads.filter((key) => key.startsWith("commitments/")).length;
    expect(proofs()).toBe(1);
    expect(relayer.nodes.consumer.sent).toEqual([]);
    world.halted.clear();
    await world.until("it was received", () => world.received("consumer", "ccv").length === 1);
    expect(proofs()).toBe(1);
    await world.stop();
  });

  it("puts into one transaction what has gathered while the last was on its way", async () => {
    const world = new ModelWorld();
    const relayer = world.relay();
    await world.ticks(2);
    world.halted.add("consumer");
    for (let round = 0; round < 6; round += 1) {
      world.send("provider", "ccv");
      await world.ticks(1);
    }
    world.halted.clear();
    await world.until("everything settled", () => world.outstanding() === 0);
    expect(relayer.nodes.consumer.sent.map((messages) => messageNames(messages).length)).toEqual([1, 5]);
    await world.stop();
  });

  it("is over at once when it is stopped before", async () => {
    const world = new ModelWorld();
    const signal = AbortSignal.abort(new Error("stop"));
    await expect(world.relay({ signal }).done).resolves.toBeUndefined();
  });

  it("begins at given heights without reading the state", async () => {
    const world = new ModelWorld();
    world.send("provider", "ccv");
    await world.ticks(3);
    const from = { provider: world.provider.height + 1n, consumer: world.consumer.height + 1n };
    const relayer = world.relay({ from }, [transferPair]);
    world.send("provider", "transfer");
    await world.until("the transfer settled", () => world.outstanding("transfer") === 0 && relayer.relayed.length > 0);
    expect(world.outstanding("ccv")).toBe(1);
    await world.stop();
  });

  it("puts CCV packets before transfers of the same block", async () => {
    const world = new ModelWorld();
    const relayer = world.relay({}, [transferPair, ccvPair]);
    await world.ticks(2);
    world.send("provider", "transfer");
    world.send("provider", "ccv");
    await world.until("everything settled", () => world.outstanding() === 0);
    const ports = relayer.relayed[0]?.items.map((item) => item.kind !== "close" && item.packet.sourcePort);
    expect(ports).toEqual(["provider", "transfer"]);
    await world.stop();
  });
});

describe("from the chains' state, relaying", () => {
  it.each([
    ["an index", true],
    ["blocks only", false],
  ])("carries what was sent before, and what another has left half done, from %s", async (_name, hasIndex) => {
    const world = new ModelWorld();
    const first = world.relay();
    await world.ticks(2);
    for (let round = 0; round < 3; round += 1) {
      world.send("provider", "ccv");
      world.send("consumer", "ccv");
      world.send("consumer", "transfer");
      await world.ticks(1);
    }
    first.stop();
    await first.done;
    for (let round = 0; round < 150; round += 1) {
      world.send("provider", "ccv");
      if (round % 3 === 0) world.send("provider", "transfer");
      await world.ticks(1);
    }
    expect(world.outstanding()).toBeGreaterThan(150);
    const second = world.relay();
    second.nodes.provider.hasIndex = hasIndex;
    second.nodes.consumer.hasIndex = hasIndex;
    await world.until("everything settled", () => world.outstanding() === 0);
    expect(world.received("consumer", "ccv")).toEqual(Array.from({ length: 153 }, (_, index) => BigInt(index + 1)));
    expect(second.troubles).toEqual([]);
    await world.stop();
  });

  it("says which packets no block tells, and carries what it can", async () => {
    const world = new ModelWorld();
    world.send("provider", "ccv");
    world.send("provider", "transfer");
    await world.ticks(3);
    world.send("provider", "transfer");
    await world.ticks(2);
    const relayer = world.relay();
    relayer.nodes.provider.hasIndex = false;
    relayer.nodes.provider.lowest = world.provider.height - 1n;
    await world.until("the later transfer arrived", () => world.received("consumer", "transfer").length === 1);
    expect(world.received("consumer", "transfer")).toEqual([2n]);
    await world.until("the trouble was told", () => relayer.troubles.length > 0);
    const codes = relayer.troubles.map(({ error }) => error.code);
    expect(codes).toContain("IBC_PACKETS_NOT_FOUND");
    relayer.nodes.provider.lowest = 1n;
    await world.until("everything settled", () => world.outstanding() === 0);
    await world.stop();
  });

  it("goes on after blocks that are no longer kept", async () => {
    const world = new ModelWorld();
    const relayer = world.relay();
    await world.ticks(3);
    relayer.nodes.provider.isDown = true;
    await world.ticks(10);
    world.send("provider", "ccv");
    await world.ticks(2);
    relayer.nodes.provider.lowest = world.provider.height - 2n;
    relayer.nodes.provider.isDown = false;
    await world.until("everything settled", () => world.outstanding() === 0);
    expect(world.received("consumer", "ccv")).toEqual([1n]);
    await world.stop();
  });

  it("tells of a channel that does not exist", async () => {
    const world = new ModelWorld();
    const relayer = world.relay({ giveUpAfter: 3 }, [{ ...ccvPair, channelIdOnConsumer: "channel-9" }]);
    const gaveUp = Promise.race([relayer.done, world.until("it gave up", () => false, 50)]);
    await expect(gaveUp).rejects.toMatchObject({ code: "IBC_CHANNEL_NOT_FOUND" });
    expect(relayer.troubles).toHaveLength(1);
  });
});

describe("timeouts", () => {
  it("close an ordered channel on both ends, after what could still be carried", async () => {
    const world = new ModelWorld();
    world.send("provider", "ccv", 20_000);
    world.send("provider", "ccv", 20_000);
    world.send("provider", "transfer", 20_000);
    world.send("consumer", "ccv");
    await world.ticks(25);
    const relayer = world.relay();
    await world.until("the channel was closed", () => world.isClosed("ccv"));
    expect(world.settled("provider", "ccv").get(1n)).toBe("timed out");
    expect(world.received("provider", "ccv")).toEqual([1n]);
    await world.until("the transfer was refunded", () => world.outstanding("transfer") === 0);
    expect(world.settled("provider", "transfer").get(1n)).toBe("timed out");
    await world.until("the loss was told", () => relayer.troubles.length > 0);
    expect(relayer.troubles.map(({ error }) => error.code)).toEqual(["IBC_CHANNEL_CLOSED"]);
    await world.ticks(20);
    const before = [relayer.nodes.provider.sent.length, relayer.nodes.consumer.sent.length];
    await world.ticks(50);
    expect([relayer.nodes.provider.sent.length, relayer.nodes.consumer.sent.length]).toEqual(before);
    await world.stop();
  });

  it("come while the relayer runs, where the receiver takes nothing in time", async () => {
    const world = new ModelWorld();
    const relayer = world.relay();
    await world.ticks(2);
    relayer.nodes.consumer.sendFaults.push(...Array.from({ length: 30 }, unreachable));
    world.send("provider", "transfer", 10_000);
    await world.until("the transfer was refunded", () => world.settled("provider", "transfer").size === 1);
    expect(world.received("consumer", "transfer")).toEqual([]);
    await world.stop();
  });

  it("on close settle what was sent to a closed end", async () => {
    const world = new ModelWorld();
    const relayer = world.relay({}, [ccvPair]);
    await world.ticks(2);
    relayer.nodes.consumer.isDown = true;
    world.send("provider", "ccv");
    world.send("consumer", "ccv");
    world.consumer.makeBlock([world.consumer.closeEnd({ portId: "consumer", channelId: "channel-0" })]);
    await world.ticks(2);
    relayer.nodes.consumer.isDown = false;
    await expect(Promise.race([relayer.done, world.until("relaying ended", () => false, 60)])).rejects.toMatchObject({
      code: "IBC_CHANNEL_CLOSED",
    });
    expect(world.settled("provider", "ccv").get(1n)).toBe("timed out");
    expect(world.isClosed("ccv")).toBe(true);
  });

  it("confirm a close where nothing is on its way, and relaying is over", async () => {
    const world = new ModelWorld();
    const relayer = world.relay({}, [ccvPair]);
    await world.ticks(2);
    world.provider.makeBlock([world.provider.closeEnd({ portId: "provider", channelId: "channel-4" })]);
    await expect(Promise.race([relayer.done, world.until("relaying ended", () => false, 60)])).rejects.toMatchObject({
      code: "IBC_CHANNEL_CLOSED",
    });
    expect(messageNames(relayer.nodes.consumer.sent[0] ?? [])).toEqual(["MsgChannelCloseConfirm"]);
  });
});
