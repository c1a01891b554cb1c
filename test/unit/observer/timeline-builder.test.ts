import fc from "fast-check";
import { observeConsumer } from "../../../src/observer/observe.ts";
import type { ObserverEvent } from "../../../src/observer/observer-event.ts";
import { createTimeline, type Timeline } from "../../../src/observer/timeline.ts";
import { TimelineBuilder } from "../../../src/observer/timeline-builder.ts";
import type { TimelineLimits } from "../../../src/observer/timeline-draft.ts";
import { collect } from "./collect.ts";
import { historySources } from "./fake-sources.ts";
import * as seen from "./observed.ts";
import { update } from "./pair-history.ts";

function built(events: readonly ObserverEvent[], limits?: TimelineLimits): Timeline {
  const builder = new TimelineBuilder(createTimeline(), limits);
  for (const event of events) builder.add(event);
  return builder.snapshot();
}

/** A VSC packet from sending to acknowledgement, each chain's part in its own order. */
function way(sequence: bigint) {
  return {
    provider: [seen.vscSent(sequence, sequence), seen.vscAcknowledged(sequence, sequence)],
    consumer: [seen.vscReceived(sequence, sequence), seen.applied(sequence, [], [sequence])],
  };
}

describe("TimelineBuilder", () => {
  it("builds what the pure reducer builds", async () => {
    const events = await collect(observeConsumer({ consumerId: "0", ...historySources() }));
    expect(built(events)).toEqual(seen.timelineOf(...events));
  });

  it("keeps every snapshot as it was", async () => {
    const events = await collect(observeConsumer({ consumerId: "0", ...historySources() }));
    const builder = new TimelineBuilder();
    const snapshots = events.map((event) => {
      builder.add(event);
      return builder.snapshot();
    });
    for (const [index, snapshot] of snapshots.entries()) {
      expect(snapshot).toEqual(seen.timelineOf(...events.slice(0, index + 1)));
    }
  });

  it("gives the same snapshot while nothing happens", () => {
    const builder = new TimelineBuilder();
    builder.add(seen.vscSent(1n, 1n));
    const snapshot = builder.snapshot();
    builder.add(seen.at("provider", 2n, { kind: "unreadable", eventType: "send_packet", reason: "no JSON" }));
    expect(builder.snapshot()).toBe(snapshot);
  });

  it("shows what it holds now to a live reader", () => {
    const builder = new TimelineBuilder();
    const { live } = builder;
    builder.add(seen.vscSent(1n, 1n));
    expect(live.vscPackets.size).toBe(1);
  });
});

describe("TimelineBuilder, limits", () => {
  it("forgets finished packets but the last, and counts them", () => {
    const ways = [1n, 2n, 3n, 4n].map(way).flatMap(({ provider, consumer }) => [...provider, ...consumer]);
    const timeline = built([...ways, seen.vscSent(5n, 5n)], { keepPackets: 2 });
    expect([...timeline.vscPackets.keys()]).toEqual([3n, 4n, 5n]);
    expect(timeline.forgotten).toEqual({ vsc: 2, slash: 0 });
  });

  it("forgets finished slash packets, timed out ones too", () => {
    const handled = { kind: "handled" as const };
    const timeline = built(
      [
        ...[seen.slashSent(1n, 1n), seen.slashReceived(1n, 1n, handled), seen.slashAcknowledged(2n, 1n, handled)],
        ...[seen.slashSent(3n, 2n), seen.slashTimedOut(9n, 2n), seen.slashSent(10n, 3n)],
      ],
      { keepPackets: 1 },
    );
    expect([...timeline.slashPackets.keys()]).toEqual([2n, 3n]);
    expect(timeline.forgotten.slash).toBe(1);
  });

  it("never forgets a packet whose end was not seen", () => {
    const events = [1n, 2n, 3n].flatMap((sequence) => [
      seen.vscSent(sequence, sequence),
      seen.vscReceived(sequence, sequence),
    ]);
    expect(built(events, { keepPackets: 1 }).vscPackets.size).toBe(3);
  });

  it("ends with the same packets in whatever order the chains are read", () => {
    const ways = Array.from({ length: 8 }, (_value, index) => way(BigInt(index + 1)));
    const provider = ways.flatMap((one) => one.provider);
    const consumer = ways.flatMap((one) => one.consumer);
    const expected = built([...provider, ...consumer], { keepPackets: 3 });
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 32, size: "max" }), (choices) => {
        const [first, second] = [[...provider], [...consumer]];
        const merged = choices.flatMap((isProvider) => (isProvider ? first : second).splice(0, 1));
        expect(built([...merged, ...first, ...second], { keepPackets: 3 })).toEqual(expected);
      }),
    );
  });

  it("keeps the last entries of each list", () => {
    const events = [1n, 2n, 3n].map((height) =>
      seen.at("provider", height, { kind: "powerChanged", updates: [update("provider", 0, 0n)] }),
    );
    expect(built(events, { keepEntries: 2 }).powerLosses.provider.map(({ height }) => height)).toEqual([2n, 3n]);
  });
});
