import type { Packet } from "../../../../src/ibc/packet-events.ts";
import type { RelayItem } from "../../../../src/relayer/packets/relay-item.ts";
import { RelayedChannel } from "../../../../src/relayer/packets/relayed-channel.ts";
import {
  areSameItems,
  halved,
  nextItems,
  prove,
  txBytes,
  withinBytes,
} from "../../../../src/relayer/packets/tx-batch.ts";
import { ModelNode } from "./model-node.ts";
import { ccvPair, ModelWorld, transferPair } from "./model-world.ts";

const packetOf = (channel: RelayedChannel, sequence: number): Packet => ({
  sequence: BigInt(sequence),
  sourcePort: channel.ends.provider.portId,
  sourceChannel: channel.ends.provider.channelId,
  destinationPort: channel.ends.consumer.portId,
  destinationChannel: channel.ends.consumer.channelId,
  data: new Uint8Array(),
  timeoutHeight: { revisionNumber: 0n, revisionHeight: 0n },
  timeoutTimestamp: 0n,
});

function channelWith(pair: typeof ccvPair, heights: readonly bigint[]): RelayedChannel {
  const channel = new RelayedChannel(pair);
  heights.forEach((height, index) => {
    channel.queues.provider.add({ kind: "packet", height, packet: packetOf(channel, index + 1) });
  });
  return channel;
}

const shape = (parts: readonly { readonly channel: RelayedChannel; readonly items: readonly RelayItem[] }[]) =>
  parts.map(({ channel, items }) => [channel.ends.provider.portId, items.length]);

describe("items that were looked at before", () => {
  it("are the same until one is added, taken away or told anew", () => {
    const channel = channelWith(ccvPair, [4n, 5n]);
    const before = nextItems([channel], "provider", 0, 6n);
    expect(areSameItems(before, nextItems([channel], "provider", 0, 6n))).toBe(true);
    expect(areSameItems(before, nextItems([channel], "provider", 0, 5n))).toBe(false);
    const told = { kind: "packet" as const, height: 4n, packet: packetOf(channel, 1) };
    channel.queues.provider.reconcile([told], { packets: 4n, acknowledgements: 4n }, true);
    expect(areSameItems(before, nextItems([channel], "provider", 0, 6n))).toBe(false);
    expect(areSameItems([], [])).toBe(true);
  });
});

describe("what goes next", () => {
  it("is what a header shows, CCV before all else", () => {
    const channels = [channelWith(transferPair, [4n, 5n, 9n]), channelWith(ccvPair, [5n, 6n])];
    expect(shape(nextItems(channels, "provider", 0, 6n))).toEqual([
      ["provider", 1],
      ["transfer", 2],
    ]);
    expect(nextItems(channels, "consumer", 0, 6n)).toEqual([]);
  });

  it("is of one channel only while that must go alone, and leaves it out while others go", () => {
    const [transfer, ccv] = [channelWith(transferPair, [4n]), channelWith(ccvPair, [5n])];
    ccv.queues.provider.isAlone = true;
    expect(shape(nextItems([transfer, ccv], "provider", 0, 9n))).toEqual([["provider", 1]]);
    ccv.queues.provider.isAlone = false;
    transfer.queues.provider.isAlone = true;
    expect(shape(nextItems([transfer, ccv], "provider", 0, 9n))).toEqual([["provider", 1]]);
  });

  it("is no more than a channel's limit, and nothing of a channel whose state is wanted", () => {
    const [transfer, ccv] = [channelWith(transferPair, [4n, 4n, 4n]), channelWith(ccvPair, [5n])];
    transfer.queues.provider.limit = 2;
    ccv.mustBeRead(3);
    expect(shape(nextItems([transfer, ccv], "provider", 0, 9n))).toEqual([["transfer", 2]]);
  });

  it("is no packet for an end that is not open yet", () => {
    const transfer = channelWith(transferPair, [4n]);
    transfer.states.consumer = "opening";
    expect(nextItems([transfer], "provider", 0, 9n)).toEqual([]);
  });
});

describe("a batch", () => {
  it("leaves out the channel of which something is not provable", async () => {
    const world = new ModelWorld();
    world.send("provider", "transfer");
    world.tick();
    world.tick();
    const [transfer, ccv] = [channelWith(transferPair, [3n]), channelWith(ccvPair, [3n])];
    const { connection } = new ModelNode(world.provider);
    const parts = nextItems([transfer, ccv], "provider", 0, 4n);
    const proving = { signer: "me", source: "provider" as const, connection, headerHeight: 4n };
    const { batch, unproven } = await prove(parts, 10, proving);
    expect(shape(batch.parts)).toEqual([["transfer", 1]]);
    expect(batch.messages).toHaveLength(1);
    expect([...unproven.keys()]).toEqual([ccv]);
  });

  const channel = channelWith(ccvPair, [1n, 1n, 1n, 1n, 1n]);
  const items = channel.ready("provider", 0);
  const messages = items.map(() => ({ typeUrl: "/x", value: { proof: new Uint8Array(600) } }));
  const batch = { parts: [{ channel, items }], messages };

  it("is cut to the bytes that are left, and never to nothing", () => {
    expect(txBytes(messages)).toBe(5_000);
    expect(withinBytes(batch, 5_000).messages).toHaveLength(5);
    expect(shape(withinBytes(batch, 2_999).parts)).toEqual([["provider", 2]]);
    expect(withinBytes(batch, -1).messages).toHaveLength(1);
  });

  it("is halved from its end", () => {
    expect(shape(halved(batch).parts)).toEqual([["provider", 2]]);
    expect(halved(halved(halved(batch))).messages).toHaveLength(1);
  });
});
