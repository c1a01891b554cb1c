import type { Packet } from "../../../../src/ibc/packet-events.ts";
import { retryDistance } from "../../../../src/relayer/block-distance.ts";
import { ChannelQueue } from "../../../../src/relayer/packets/channel-queue.ts";
import type { RelayItem } from "../../../../src/relayer/packets/relay-item.ts";

const channel = {
  source: { portId: "provider", channelId: "channel-4" },
  destination: { portId: "consumer", channelId: "channel-0" },
};
const packet = (sequence: number): Packet => ({ sequence: BigInt(sequence) }) as Packet;
const sent = (sequence: number, height = 1n): RelayItem => ({ kind: "packet", height, packet: packet(sequence) });
const written = (sequence: number, height = 1n): RelayItem => ({
  kind: "acknowledgement",
  height,
  packet: packet(sequence),
  acknowledgement: new Uint8Array(),
});
const late = (sequence: number): RelayItem => ({
  kind: "timeout",
  height: 1n,
  packet: packet(sequence),
  isOnClose: false,
});
const close: RelayItem = { kind: "close", height: 1n };
const name = (item: RelayItem): string => (item.kind === "close" ? "close" : `${item.kind} ${item.packet.sequence}`);

function queueOf(items: readonly RelayItem[], isOrdered = true): ChannelQueue {
  const queue = new ChannelQueue(channel, isOrdered);
  for (const item of items) queue.add(item);
  return queue;
}

describe("what waits on a channel", () => {
  it("goes by sequence: acknowledgements, packets, timeouts, and the close after all", () => {
    const queue = queueOf([close, late(2), sent(10), sent(9), written(7), written(6)]);
    expect(queue.ready(0).map(name)).toEqual([
      "acknowledgement 6",
      "acknowledgement 7",
      "packet 9",
      "packet 10",
      "timeout 2",
      "close",
    ]);
  });

  it("is there once, however often it is told", () => {
    const queue = queueOf([sent(1, 5n), sent(1, 6n)]);
    expect(queue.ready(0)).toEqual([sent(1, 5n)]);
  });

  it("leaves when it has succeeded", () => {
    const queue = queueOf([sent(1), sent(2)]);
    queue.succeeded([sent(1)]);
    expect(queue.ready(0).map(name)).toEqual(["packet 2"]);
    expect(queue.size).toBe(1);
  });
});

describe("the state", () => {
  it("takes the place of what events told up to its heights, and no more", () => {
    const queue = queueOf([sent(1, 5n), sent(2, 6n), sent(3, 11n), written(1, 8n), written(2, 9n), late(4), close]);
    queue.reconcile([sent(2, 6n)], { packets: 10n, acknowledgements: 8n }, true);
    expect(queue.ready(0).map(name)).toEqual(["acknowledgement 2", "packet 2", "packet 3"]);
  });

  it("makes earlier events old news", () => {
    const queue = queueOf([]);
    queue.reconcile([], { packets: 10n, acknowledgements: 8n }, true);
    for (const item of [sent(1, 10n), written(1, 8n), sent(2, 11n), written(2, 9n)]) queue.add(item);
    expect(queue.ready(0).map(name)).toEqual(["acknowledgement 2", "packet 2"]);
  });

  it("does not bring back what was carried while it was read", () => {
    const queue = queueOf([sent(1), sent(2)]);
    queue.beginReading();
    queue.succeeded([sent(1)]);
    queue.reconcile([sent(1), sent(2)], { packets: 10n, acknowledgements: 10n }, true);
    expect(queue.ready(0).map(name)).toEqual(["packet 2"]);
  });

  it("ends the search for what fails, where somebody else has done it", () => {
    const queue = queueOf([sent(1), sent(2), sent(3), sent(4)]);
    queue.isAlone = true;
    queue.failed([sent(1), sent(2), sent(3), sent(4)], 0, retryDistance);
    expect(queue.limit).toBe(2);
    queue.reconcile([sent(2), sent(3), sent(4)], { packets: 10n, acknowledgements: 10n }, true);
    expect([queue.limit, queue.isAlone]).toEqual([Number.POSITIVE_INFINITY, false]);
  });
});

describe("after a failure", () => {
  it("half as many go together, until it is one; success doubles them again", () => {
    const queue = queueOf([1, 2, 3, 4, 5].map((sequence) => sent(sequence)));
    expect(queue.failed(queue.ready(0), 0, retryDistance)).toBe(0);
    expect(queue.limit).toBe(2);
    queue.failed(queue.ready(0).slice(0, 2), 0, retryDistance);
    expect(queue.limit).toBe(1);
    queue.succeeded([sent(1)]);
    expect(queue.limit).toBe(2);
    queue.succeeded([sent(2), sent(3)]);
    expect(queue.limit).toBe(Number.POSITIVE_INFINITY);
  });

  it("a single item holds an ordered channel back, at growing distances", () => {
    const queue = queueOf([sent(1), sent(2)]);
    expect(queue.failed([sent(1)], 10, retryDistance)).toBe(1);
    expect(queue.ready(10)).toEqual([]);
    expect(queue.ready(11)).toHaveLength(2);
    expect(queue.failed([sent(1)], 11, retryDistance)).toBe(2);
    expect(queue.ready(12)).toEqual([]);
    expect(queue.ready(13)).toHaveLength(2);
  });

  it("a single item lets the others of an unordered channel pass", () => {
    const queue = queueOf([sent(1), sent(2)], false);
    expect(queue.failed([sent(1)], 10, retryDistance)).toBe(1);
    expect(queue.ready(10).map(name)).toEqual(["packet 2"]);
    expect(queue.ready(11).map(name)).toEqual(["packet 1", "packet 2"]);
    queue.reconcile([sent(1), sent(2)], { packets: 10n, acknowledgements: 10n }, false);
    expect(queue.failed([sent(1)], 11, retryDistance)).toBe(2);
  });
});
