import fc from "fast-check";
import { observeConsumer } from "../../../src/observer/observe.ts";
import type { ObserverEvent } from "../../../src/observer/observer-event.ts";
import { reduceTimeline } from "../../../src/observer/reduce-timeline.ts";
import { createTimeline } from "../../../src/observer/timeline.ts";
import { collect } from "./collect.ts";
import { historySources } from "./fake-sources.ts";
import { interleave } from "./interleave.ts";
import {
  applied,
  at,
  setRead,
  slashAcknowledged,
  slashReceived,
  slashSent,
  timelineOf,
  vscAcknowledged,
  vscReceived,
  vscSent,
  vscTimedOut,
} from "./observed.ts";
import { jailedAddress, launchSet, update } from "./pair-history.ts";

const end = { portId: "provider", channelId: "channel-4", counterpartyChannelId: "channel-0", connectionId: "c" };

describe("reduceTimeline", () => {
  it("follows a VSC packet from sending to acknowledgement", () => {
    const timeline = timelineOf(
      vscSent(7n, 1n),
      vscReceived(4n, 1n),
      applied(4n, [update("consumer", 0, 1n)], [1n]),
      vscAcknowledged(9n, 1n),
    );
    expect(timeline.vscPackets.get(1n)).toMatchObject({
      sequence: 1n,
      sent: { height: 7n },
      received: { height: 4n, verdict: { kind: "accepted" } },
      applied: { height: 4n, effectiveHeight: 6n },
      acknowledged: { height: 9n },
    });
  });

  it("follows a slash packet and its retry as two", () => {
    const bounced = { kind: "bounced" as const };
    const timeline = timelineOf(
      slashSent(8n, 1n),
      slashReceived(12n, 1n, bounced),
      slashAcknowledged(9n, 1n, bounced),
      slashSent(20n, 2n),
    );
    expect([...timeline.slashPackets.keys()]).toEqual([1n, 2n]);
    expect(timeline.slashPackets.get(1n)).toMatchObject({ received: { verdict: bounced } });
  });

  it("keeps each end of a channel apart", () => {
    const timeline = timelineOf(
      at("provider", 6n, { kind: "channelOpened", ...end }),
      at("provider", 60n, { kind: "channelClosed", cause: "timeout", ...end }),
      at("consumer", 3n, { kind: "channelOpened", ...end, portId: "consumer", channelId: "channel-0" }),
    );
    expect(timeline.channels.provider.get("provider/channel-4")).toMatchObject({
      opened: { height: 6n },
      closed: { height: 60n, cause: "timeout" },
    });
    expect(timeline.channels.consumer.get("consumer/channel-0")?.closed).toBeUndefined();
  });

  it("keeps phases and failed launches in order", () => {
    const phase = { kind: "consumerPhaseChanged", from: undefined, spawnTime: undefined } as const;
    const failure = { kind: "launchFailed", reason: "nobody-opted-in", spawnTime: undefined, optedIn: [] } as const;
    const timeline = timelineOf(
      at("provider", 2n, { ...phase, to: "INITIALIZED" }),
      at("provider", 3n, { ...phase, to: "REGISTERED" }),
      at("provider", 3n, failure),
    );
    expect(timeline.phases.map(({ phase: name }) => name)).toEqual(["INITIALIZED", "REGISTERED"]);
    expect(timeline.launchFailures).toMatchObject([{ height: 3n, reason: "nobody-opted-in" }]);
  });

  it("expects the first reading plus what was applied by then", () => {
    const updates = [update("consumer", 0, 501n)];
    const timeline = timelineOf(
      setRead(1n, launchSet),
      applied(4n, updates, []),
      applied(5n, [update("consumer", 1, 0n)], []),
      setRead(6n, [update("consumer", 0, 501n), ...launchSet.slice(1)]),
    );
    expect(timeline.consumerSet.lastRead?.expected).toEqual(timeline.consumerSet.lastRead?.actual);
    expect(timeline.consumerSet.scheduled).toHaveLength(1);
  });

  it("begins at a reading in the middle without what it already holds", () => {
    const timeline = timelineOf(applied(4n, [update("consumer", 0, 1n)], []), setRead(6n, launchSet));
    expect(timeline.consumerSet).toMatchObject({ base: { height: 6n }, scheduled: [] });
  });

  it("records who lost power where, and who left jail", () => {
    const timeline = timelineOf(
      at("provider", 12n, { kind: "powerChanged", updates: [update("provider", 2, 0n), update("provider", 0, 5n)] }),
      at("provider", 30n, { kind: "validatorUnjailed", providerOperatorAddress: "valoper" }),
    );
    expect(timeline.powerLosses.provider).toMatchObject([{ height: 12n, pubkey: update("provider", 2, 0n).pubkey }]);
    expect(timeline.unjailings).toMatchObject([{ height: 30n, providerOperatorAddress: "valoper" }]);
  });

  it("leaves the given timeline alone", () => {
    const before = timelineOf(vscSent(7n, 1n));
    reduceTimeline(before, vscTimedOut(60n, 1n));
    expect(before).toEqual(timelineOf(vscSent(7n, 1n)));
  });

  it("ignores events that it has no place for", () => {
    const event = at("provider", 1n, { kind: "unreadable", eventType: "send_packet", reason: "no JSON" });
    const timeline = createTimeline();
    expect(reduceTimeline(timeline, event)).toBe(timeline);
  });
});

describe("any interleaving of the two chains", () => {
  it("gives the same timeline of a whole history", async () => {
    const events = await collect(observeConsumer({ consumerId: "0", ...historySources() }));
    const provider = events.filter(({ chain }) => chain === "provider");
    const consumer = events.filter(({ chain }) => chain === "consumer");
    const expected = timelineOf(...provider, ...consumer);
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: events.length, size: "max" }), (choices) => {
        expect(timelineOf(...interleave(provider, consumer, choices))).toEqual(expected);
      }),
    );
  });

  it("gives the same timeline of made-up histories", () => {
    const sequence = fc.bigInt(1n, 5n);
    const updates = fc.array(fc.tuple(fc.constantFrom(0 as const, 1 as const, 2 as const), fc.bigInt(0n, 3n)), {
      maxLength: 3,
    });
    const onConsumer = (height: bigint) =>
      fc.oneof(
        sequence.map((n) => vscReceived(height, n)),
        sequence.map((n) => slashSent(height, n)),
        sequence.map((n) => slashAcknowledged(height, n, { kind: "handled" })),
        fc.tuple(updates, sequence).map(([list, n]) => applied(height, toUpdates(list), [n])),
        updates.map((list) => setRead(height, toUpdates(list))),
      );
    const onProvider = (height: bigint) =>
      fc.oneof(
        sequence.map((n) => vscSent(height, n)),
        sequence.map((n) => vscAcknowledged(height, n)),
        sequence.map((n) => vscTimedOut(height, n)),
        sequence.map((n) => slashReceived(height, n, { kind: "handled" }, { executedOn: jailedAddress })),
        updates.map((list) => at("provider", height, { kind: "powerChanged", updates: toUpdates(list) })),
      );
    const chain = (event: (height: bigint) => fc.Arbitrary<ObserverEvent>) =>
      fc.tuple(...Array.from({ length: 8 }, (_value, index) => event(BigInt(index + 1))));
    fc.assert(
      fc.property(chain(onProvider), chain(onConsumer), fc.array(fc.boolean()), (provider, consumer, choices) => {
        const merged = interleave<ObserverEvent>(provider, consumer, choices);
        expect(timelineOf(...merged)).toEqual(timelineOf(...provider, ...consumer));
      }),
    );
  });
});

function toUpdates(list: readonly (readonly [0 | 1 | 2, bigint])[]) {
  return list.map(([index, power]) => update("consumer", index, power));
}
