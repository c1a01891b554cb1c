import type { Packet } from "../../../../src/ibc/packet-events.ts";
import type { LeaveOut, RelayItem } from "../../../../src/relayer/packets/relay-item.ts";
import { RelayedChannel } from "../../../../src/relayer/packets/relayed-channel.ts";
import type { PathSide } from "../../../../src/relayer/path-side.ts";
import { ccvPair, transferPair } from "./model-world.ts";

const clock = { height: 50n, time: new Date(10_000) };
const inTime = 11_000_000_000n;
const late = 9_000_000_000n;

const sent = (sequence: number, timeoutTimestamp: bigint): RelayItem => ({
  kind: "packet",
  height: 1n,
  packet: {
    sequence: BigInt(sequence),
    timeoutHeight: { revisionNumber: 0n, revisionHeight: 0n },
    timeoutTimestamp,
  } as Packet,
});
const names = (channel: RelayedChannel, side: PathSide): string[] =>
  channel.ready(side, 0).map((item) => (item.kind === "close" ? "close" : `${item.kind} ${item.packet.sequence}`));

function channelOf(pair: typeof ccvPair, packets: readonly RelayItem[], leaveOut?: LeaveOut): RelayedChannel {
  const channel = new RelayedChannel(pair, leaveOut);
  for (const packet of packets) channel.queues.provider.add(packet);
  return channel;
}

describe("a packet that its receiver can no longer take", () => {
  it("of an ordered channel goes back as a timeout, and those behind it stay", () => {
    const channel = channelOf(ccvPair, [sent(1, inTime), sent(2, late), sent(3, late), sent(4, inTime)]);
    expect(channel.expire("provider", clock)).toEqual({ timeouts: 1, lost: 0 });
    expect(names(channel, "provider")).toEqual(["packet 1"]);
    expect(names(channel, "consumer")).toEqual(["timeout 2"]);
    expect(channel.ready("consumer", 0)[0]).toMatchObject({ height: 49n, isOnClose: false });
    expect(channel.expire("provider", clock)).toEqual({ timeouts: 0, lost: 0 });
  });

  it("of an unordered channel goes back with all its like, and the others go on", () => {
    const channel = channelOf(transferPair, [sent(1, late), sent(2, inTime), sent(3, late)]);
    expect(channel.expire("provider", clock)).toEqual({ timeouts: 2, lost: 0 });
    expect(names(channel, "provider")).toEqual(["packet 2"]);
    expect(names(channel, "consumer")).toEqual(["timeout 1", "timeout 3"]);
  });

  it("is lost with all behind it where the ordered sender is closed already", () => {
    const channel = channelOf(ccvPair, [sent(1, late), sent(2, inTime)]);
    channel.states.provider = "closed";
    expect(channel.expire("provider", clock)).toEqual({ timeouts: 0, lost: 2 });
    expect(names(channel, "consumer")).toEqual([]);
  });

  it("is left alone before its time, and while the state is wanted", () => {
    const channel = channelOf(ccvPair, [sent(1, inTime)]);
    expect(channel.expire("provider", clock)).toEqual({ timeouts: 0, lost: 0 });
    const held = channelOf(ccvPair, [sent(1, late)]);
    held.mustBeRead(0);
    expect(held.expire("provider", clock)).toEqual({ timeouts: 0, lost: 0 });
  });
});

describe("a channel whose state is wanted", () => {
  it("is held until it was read, and due from the beat that was asked for", () => {
    const channel = channelOf(ccvPair, [sent(1, inTime)]);
    channel.mustBeRead(5);
    channel.mustBeRead(7);
    expect([channel.isDue(4), channel.isDue(5), channel.isHeld]).toEqual([false, true, true]);
    const done = channel.beginReading();
    expect([channel.isDue(9), channel.isHeld]).toEqual([false, true]);
    done();
    expect(names(channel, "provider")).toEqual(["packet 1"]);
  });

  it("is not held by a mere audit, even where that fails", () => {
    const channel = channelOf(ccvPair, [sent(1, inTime)]);
    channel.mustBeRead(0, false);
    const done = channel.beginReading();
    expect(channel.isHeld).toBe(false);
    done(8);
    expect([channel.isDue(7), channel.isDue(8), channel.isHeld]).toEqual([false, true, false]);
  });

  it("stays wanted where something happened while it was read", () => {
    const channel = channelOf(ccvPair, []);
    channel.mustBeRead(0);
    const done = channel.beginReading();
    channel.mustBeRead(0);
    done();
    expect([channel.isHeld, channel.isDue(0)]).toEqual([true, true]);
  });
});

it("a channel is over once both ends are closed and nothing waits", () => {
  const channel = channelOf(ccvPair, [sent(1, inTime)]);
  channel.states.provider = "closed";
  channel.states.consumer = "closed";
  expect(channel.isOver).toBe(false);
  channel.queues.provider.remove([sent(1, inTime)]);
  expect(channel.isOver).toBe(true);
  channel.mustBeRead(0);
  expect(channel.isOver).toBe(false);
});

describe("what is left out", () => {
  const packets = [1, 2, 3].map((sequence) => sent(sequence, inTime));
  const answered: RelayItem = {
    ...sent(7, inTime),
    kind: "acknowledgement",
    acknowledgement: new Uint8Array(),
  } as RelayItem;
  const second: LeaveOut = ({ kind, packet }, source) =>
    kind === "packet" && packet.sequence === 2n && source === "provider";

  it("holds up what is behind it on an ordered channel, and no answers", () => {
    expect(names(channelOf(ccvPair, [...packets, answered], second), "provider")).toEqual([
      "acknowledgement 7",
      "packet 1",
    ]);
  });

  it("lets all others go on an unordered channel", () => {
    expect(names(channelOf(transferPair, packets, second), "provider")).toEqual(["packet 1", "packet 3"]);
  });

  it("is timed out like any other", () => {
    const channel = channelOf(transferPair, [sent(2, late)], second);
    channel.expire("provider", clock);
    expect(names(channel, "consumer")).toEqual(["timeout 2"]);
  });
});
