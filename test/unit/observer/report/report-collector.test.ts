import { observeConsumer } from "../../../../src/observer/observe.ts";
import type { ObserverEvent } from "../../../../src/observer/observer-event.ts";
import { ReportCollector, type ReportOptions } from "../../../../src/observer/report/report-collector.ts";
import type { ReportData } from "../../../../src/observer/report/report-data.ts";
import { reportJson } from "../../../../src/observer/report/report-json.ts";
import { collect } from "../collect.ts";
import { providerReading } from "../made-readings.ts";
import { at, slashSent, vscAcknowledged, vscReceived, vscSent } from "../observed.ts";
import { recordedRun } from "../recorded-run.ts";

const now = new Date("2026-12-01T00:00:00Z");

function dataOf(events: readonly ObserverEvent[], options: Partial<ReportOptions> = {}): ReportData {
  const collector = new ReportCollector({ consumerId: "0", ...options });
  for (const event of events) collector.add(event);
  return collector.data(now);
}

describe("the data of a report on a recorded run", () => {
  let events: ObserverEvent[];
  beforeAll(async () => {
    events = await collect(observeConsumer({ consumerId: "0", ...recordedRun("downtime-v7.0.1") }));
  });

  it("says what happened", () => {
    const data = dataOf(events);
    expect(data.summary.health).toEqual({ verdict: "secured", reasons: [] });
    expect(data.phases.map(({ phase }) => phase)).toEqual(["INITIALIZED", "LAUNCHED"]);
    expect(data.vscPackets.map(({ status }) => status)).toEqual(Array(4).fill("acknowledged"));
    expect(data.slashRequests).toMatchObject([
      { infraction: "downtime", tries: [{ sequence: 1n, verdict: "executed" }], outcome: { jailed: { height: 44n } } },
      { infraction: "downtime", tries: [{ sequence: 2n, verdict: "executed" }], outcome: { jailed: { height: 76n } } },
    ]);
    expect(data.validatorSets.map(({ validators }) => validators)).toEqual([3, 3, 2, 3, 2]);
    expect(data.channelEnds.map(({ chain, subject }) => `${chain} ${subject}`)).toEqual([
      "consumer consumer/channel-0",
      "provider provider/channel-0",
      "consumer transfer/channel-1",
      "provider transfer/channel-1",
    ]);
    expect(data.invariants.flatMap(({ violations }) => violations)).toEqual([]);
    expect(data.gaps).toEqual([]);
  });

  it("is the same for any order of the two chains", () => {
    const byChain = (chain: string) => events.filter((event) => event.chain === chain);
    const [provider, consumer] = [byChain("provider"), byChain("consumer")];
    expect(dataOf([...consumer, ...provider])).toEqual(dataOf([...provider, ...consumer]));
  });

  it("lists what lies in the range, and knows what came before", () => {
    const range = { from: { provider: 50n, consumer: 30n }, to: { provider: 80n, consumer: 45n } };
    const data = dataOf(events, { range });
    expect(data.provider).toMatchObject({ from: 50n, to: 80n, first: { height: 58n }, last: { height: 76n } });
    expect(data.phases).toEqual([]);
    expect(data.summary.phase).toBe("LAUNCHED");
    expect(data.vscPackets.map(({ sequence, status }) => `${sequence} ${status}`)).toEqual([
      "3 acknowledged",
      "4 sent",
    ]);
    expect(data.validatorSets).toMatchObject([
      { effectiveHeight: 27n, by: "read", validators: 2 },
      { effectiveHeight: 40n, by: "applied", validators: 3 },
    ]);
    expect(data.slashRequests).toMatchObject([{ requested: undefined, tries: [{ sequence: 2n, sent: undefined }] }]);
    expect(data.validatorChanges.map(({ change }) => change)).toEqual(["unjailed", "jailed"]);
  });

  it("is plain JSON in one line", () => {
    const text = reportJson(dataOf(events));
    expect(text).not.toContain("\n");
    const data = JSON.parse(text);
    expect(data.vscPackets[0]).toMatchObject({
      sequence: "1",
      sent: { height: "29", time: expect.stringMatching(/^2026-.*Z$/) },
      received: { verdict: { kind: "accepted" } },
    });
    expect(data.vscPackets[0].sent.packet.validatorUpdates[0].pubkey).toMatch(/^[A-Za-z0-9+/]{43}=$/);
  });
});

describe("the data of a report", () => {
  it("is empty before the first event", () => {
    const data = dataOf([]);
    expect([data.provider, data.consumer, data.vscPackets, data.validatorSets]).toEqual([undefined, undefined, [], []]);
    expect(data.summary.health.verdict).toBe("unknown");
    expect(data.invariants.length).toBeGreaterThan(10);
  });

  it("names a broken invariant once, and only in the range", () => {
    const twice = [vscSent(3n, 1n), vscSent(4n, 2n), vscReceived(5n, 2n), vscReceived(6n, 1n)];
    const broken = (data: ReportData) => data.invariants.filter(({ violations }) => violations.length > 0);
    expect(broken(dataOf(twice)).map(({ name }) => name)).toContain("received-in-order");
    expect(broken(dataOf(twice, { range: { from: { consumer: 7n } } }))).toEqual([]);
  });

  it("names a gap that ends beyond the range, and follows nothing after it", () => {
    const gap = { kind: "blocksMissing", fromHeight: 1n, toHeight: 8n, reason: "pruned" } as const;
    const data = dataOf([at("provider", 9n, gap), vscSent(9n, 4n)], { range: { to: { provider: 5n } } });
    expect(data.gaps).toMatchObject([
      { subject: "provider-1", change: "blocks not observed", detail: "1 to 8: pruned" },
    ]);
    expect(data.vscPackets).toEqual([]);
  });

  it("tells once that a node keeps no state, and until when", () => {
    const missing = (height: bigint) =>
      at("provider", height, { kind: "stateMissing", what: "state", reason: `none at ${height}` });
    const data = dataOf([missing(20n), missing(40n), missing(60n)]);
    expect(data.gaps).toMatchObject([{ height: 20n, detail: "none at 20; so in later readings, up to height 60" }]);
  });

  it("keeps the meter's readings, and how far the chains were read", () => {
    const collector = new ReportCollector({ consumerId: "0" });
    collector.add(at("provider", 20n, { kind: "providerStateRead", ...providerReading({ slashMeter: -5n }) }));
    const { time } = at("provider", 33n, { kind: "blocksMissing", fromHeight: 1n, toHeight: 2n, reason: "pruned" });
    collector.reached("provider", {
      chainId: "provider-1",
      height: 33n,
      known: [{ height: 33n, hash: "A", time }],
      clientId: undefined,
      connectionIds: [],
      phase: {
        hasAsked: true,
        last: { phase: "STOPPED", spawnTime: undefined, clientId: undefined, removalTime: now },
      },
    });
    const data = collector.data(now);
    expect(data.slashMeter).toMatchObject([{ height: 20n, slashMeter: -5n, slashMeterAllowance: 100n }]);
    expect(data.summary.provider).toMatchObject({ height: 33n, time });
    expect(data.clients).toMatchObject([{ chain: "provider", clientId: "07-tendermint-2", readAt: { height: 20n } }]);
  });

  it("lists slash packets whose request was not seen, and packets without their beginning", () => {
    const data = dataOf([slashSent(3n, 1n), vscAcknowledged(9n, 7n)]);
    expect(data.slashRequests).toMatchObject([
      { requested: undefined, infraction: "downtime", outcome: { status: "waiting" } },
    ]);
    expect(data.vscPackets).toMatchObject([{ sequence: 7n, status: "acknowledged" }]);
  });
});
