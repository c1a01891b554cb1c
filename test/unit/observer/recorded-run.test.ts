import { allInvariants } from "../../../src/observer/invariants/all-invariants.ts";
import { vscLatency } from "../../../src/observer/latency.ts";
import { observeConsumer } from "../../../src/observer/observe.ts";
import type { ObserverEvent } from "../../../src/observer/observer-event.ts";
import { slashOutcome } from "../../../src/observer/slash-outcome.ts";
import { collect } from "./collect.ts";
import { violations } from "./invariants/run.ts";
import { timelineOf } from "./observed.ts";
import { recordedRun } from "./recorded-run.ts";

describe("a recorded run of v7.0.1 with two downtimes", () => {
  let events: ObserverEvent[];
  beforeAll(async () => {
    events = await collect(observeConsumer({ consumerId: "0", ...recordedRun("downtime-v7.0.1") }));
  });
  const heights = (kind: ObserverEvent["kind"]): bigint[] =>
    events.filter((event) => event.kind === kind).map(({ height }) => height);

  it("is read to the last event, with nothing unreadable", () => {
    expect(heights("unreadable")).toEqual([]);
    expect(heights("vscPacketSent")).toEqual([29n, 44n, 58n, 76n]);
    expect(heights("vscPacketReceived")).toEqual([15n, 25n, 38n, 52n]);
    expect(heights("vscPacketAcknowledged")).toEqual([32n, 49n, 62n, 82n]);
    expect(heights("slashPacketSent")).toEqual([23n, 49n]);
    expect(heights("slashPacketAcknowledged")).toEqual([25n, 52n]);
    expect(heights("validatorJailed")).toEqual([44n, 76n]);
    expect(heights("validatorUnjailed")).toEqual([58n]);
  });

  it("breaks no invariant", () => {
    expect(violations(allInvariants, events)).toEqual([]);
  });

  it("opens the CCV and the transfer channel on both chains", () => {
    const { channels } = timelineOf(...events);
    expect([...channels.provider.values()].map(({ portId }) => portId).toSorted()).toEqual(["provider", "transfer"]);
    expect([...channels.consumer.values()].map(({ portId }) => portId).toSorted()).toEqual(["consumer", "transfer"]);
  });

  it("goes through its phases, and begins with the launch set", () => {
    const timeline = timelineOf(...events);
    expect(timeline.phases.map(({ phase }) => phase)).toEqual(["INITIALIZED", "LAUNCHED"]);
    expect(timeline.initialSet).toEqual(timeline.consumerSet.base?.set);
    expect(timeline.consumerSet.base?.height).toBe(timeline.initialHeight);
  });

  it("carries each VSC packet to its acknowledgement, and both verdicts to lost power", () => {
    const timeline = timelineOf(...events);
    for (const packet of timeline.vscPackets.values()) {
      expect(packet.acknowledged?.verdict).toEqual({ kind: "accepted" });
      expect(vscLatency(packet).sentToAcknowledgedSeconds).toBeGreaterThan(0);
    }
    const outcomes = timeline.slashPackets.values().map((slash) => slashOutcome(timeline, slash));
    expect([...outcomes]).toMatchObject([
      {
        status: "executed",
        jailed: { height: 44n },
        providerPowerGone: { height: 44n },
        consumerPowerGone: { height: 25n },
      },
      {
        status: "executed",
        jailed: { height: 76n },
        providerPowerGone: { height: 76n },
        consumerPowerGone: { height: 52n },
      },
    ]);
  });

  it("names the slashed validator in the next packet's slash acknowledgements", () => {
    const packets = timelineOf(...events).vscPackets;
    expect(packets.get(2n)?.sent?.packet.slashAcknowledgements).toHaveLength(1);
    expect(packets.get(3n)?.sent?.packet.slashAcknowledgements).toHaveLength(0);
  });
});
