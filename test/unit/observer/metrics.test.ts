import { ObserverMetrics } from "../../../src/observer/metrics.ts";
import type { Observation } from "../../../src/observer/observer-event.ts";
import { FakeService } from "../../support/browser/fake-service.ts";
import { eventsSince, fullHistory, readings, vscPacket } from "../../support/browser/full-history.ts";

const nowMs = Date.UTC(2026, 4, 1, 12);

function observed() {
  const service = new FakeService({ now: () => new Date(nowMs) });
  const history = fullHistory(nowMs);
  const consumer = service.add("0", "Neighbour");
  consumer.see(...history.events);
  return { service, consumer, ...history };
}

/** The lines of these figures, without their common prefix. */
async function figures(service: FakeService, ...names: readonly string[]): Promise<string[]> {
  const text = await new ObserverMetrics({ processMetrics: false }).text(
    service.consumers.map((each) => each.summary()),
  );
  const lines = text.split("\n").flatMap((line) => line.split(/^icskit_observer_/)[1] ?? []);
  return lines.filter((line) => names.some((name) => line.startsWith(`${name}{`)));
}

it("tells the verdict, its reasons and the phase as figures of 0 and 1", async () => {
  const { service, consumer } = observed();
  expect(await figures(service, "health_verdict", "health_reason")).toEqual([
    'health_verdict{consumer="0",verdict="secured"} 1',
    'health_verdict{consumer="0",verdict="pending"} 0',
    'health_verdict{consumer="0",verdict="at-risk"} 0',
    'health_verdict{consumer="0",verdict="unknown"} 0',
    'health_verdict{consumer="0",verdict="unsecured"} 0',
  ]);
  consumer.tell({ type: "failure", error: new Error("gone"), isRetried: false });
  expect(await figures(service, "health_reason")).toEqual([
    'health_reason{consumer="0",code="observer-failed",verdict="unknown"} 1',
  ]);
  expect(await figures(service, "phase")).toContain('phase{consumer="0",phase="LAUNCHED"} 1');
});

it("tells how far the set is behind, and when the oldest packet times out", async () => {
  const { service, consumer, at, height } = observed();
  expect(await figures(service, "set_lag_seconds", "vsc_pending_packets", "vsc_timeout_seconds")).toEqual([
    'set_lag_seconds{consumer="0"} 0',
    'vsc_pending_packets{consumer="0"} 0',
  ]);
  consumer.see(vscPacket(at, 17n, height - 10).sent);
  expect(
    await figures(service, "set_lag_seconds", "set_lag_packets", "vsc_pending_packets", "vsc_timeout_seconds"),
  ).toEqual([
    'set_lag_seconds{consumer="0"} 60',
    'set_lag_packets{consumer="0"} 1',
    'vsc_pending_packets{consumer="0"} 1',
    'vsc_timeout_seconds{consumer="0"} 86340',
  ]);
});

it("counts packets by step, and their latencies", async () => {
  const { service } = observed();
  expect(await figures(service, "vsc_packets_total", "vsc_latency_seconds")).toEqual([
    'vsc_packets_total{consumer="0",step="sent"} 16',
    'vsc_packets_total{consumer="0",step="received"} 16',
    'vsc_packets_total{consumer="0",step="acknowledged"} 16',
    'vsc_packets_total{consumer="0",step="timed_out"} 0',
    'vsc_packets_total{consumer="0",step="refused"} 0',
    'vsc_latency_seconds{consumer="0",step="received",quantile="0.5"} 12',
    'vsc_latency_seconds{consumer="0",step="received",quantile="0.99"} 24',
    'vsc_latency_seconds{consumer="0",step="acknowledged",quantile="0.5"} 18',
    'vsc_latency_seconds{consumer="0",step="acknowledged",quantile="0.99"} 30',
  ]);
});

it("tells the expiry of each chain's client, and whether it is active", async () => {
  const { service, consumer, at, height } = observed();
  consumer.see(at("provider", height + 1, readings(nowMs, { clientSeconds: -1 }).provider));
  expect(await figures(service, "client_expiry_seconds", "client_active")).toEqual([
    'client_expiry_seconds{consumer="0",chain="provider",client="07-tendermint-12"} -7',
    'client_expiry_seconds{consumer="0",chain="consumer",client="07-tendermint-0"} 1123200',
    'client_active{consumer="0",chain="provider",client="07-tendermint-12"} 0',
    'client_active{consumer="0",chain="consumer",client="07-tendermint-0"} 1',
  ]);
});

it("tells the slash meter and every outcome", async () => {
  const { service } = observed();
  expect(await figures(service, "slash_meter_power", "slash_meter_allowance_power")).toEqual([
    'slash_meter_power{consumer="0"} 6200000',
    'slash_meter_allowance_power{consumer="0"} 10458714',
  ]);
  const outcomes = await figures(service, "slash_requests");
  expect(outcomes).toHaveLength(8);
  expect(outcomes).toEqual(
    expect.arrayContaining([
      'slash_requests{consumer="0",outcome="executed"} 1',
      'slash_requests{consumer="0",outcome="bounced"} 1',
      'slash_requests{consumer="0",outcome="refused"} 0',
    ]),
  );
});

it("counts violations, disagreements and gaps", async () => {
  const { service, consumer, at, height } = observed();
  consumer.see(
    at("consumer", height, { kind: "stateDisagrees", about: "the channel", byEvents: "open", byState: "closed" }),
    at("provider", height, { kind: "blocksMissing", fromHeight: 1n, toHeight: 2n, reason: "pruned" }),
  );
  const event = at("consumer", 1, { kind: "unreadable", eventType: "x", reason: "y" });
  consumer.tell({ type: "violation", violation: { invariant: "received-in-order", reason: "2 before 1", event } });
  expect(await figures(service, "violations_total", "state_disagreements_total", "missing_ranges_total")).toEqual([
    'violations_total{consumer="0"} 1',
    'state_disagreements_total{consumer="0"} 1',
    'missing_ranges_total{consumer="0"} 1',
  ]);
});

it("tells how fresh each chain is, and how much of the past is still to be read", async () => {
  const { service, consumer } = observed();
  consumer.progress.provider = { chainId: "provider-1", height: 100n, time: new Date(nowMs - 30_000), tip: 150n };
  expect(await figures(service, "last_block_age_seconds", "blocks_behind", "block_height", "channel_open")).toEqual([
    'channel_open{consumer="0",chain="provider"} 1',
    'channel_open{consumer="0",chain="consumer"} 1',
    'block_height{consumer="0",chain="provider"} 100',
    'block_height{consumer="0",chain="consumer"} 1205',
    'blocks_behind{consumer="0",chain="provider"} 50',
    'blocks_behind{consumer="0",chain="consumer"} 0',
    'last_block_age_seconds{consumer="0",chain="provider"} 30',
    'last_block_age_seconds{consumer="0",chain="consumer"} 0',
  ]);
});

it("tells of an open channel whose opening was not seen, and nothing of one that is unknown", async () => {
  const service = new FakeService({ now: () => new Date(nowMs) });
  const consumer = service.add("0");
  const at = eventsSince(nowMs);
  expect(await figures(service, "channel_open")).toEqual([]);
  consumer.see(at("provider", 1, readings(nowMs).provider), at("consumer", 1, readings(nowMs).consumer));
  const open = ['channel_open{consumer="0",chain="provider"} 1', 'channel_open{consumer="0",chain="consumer"} 1'];
  expect(await figures(service, "channel_open")).toEqual(open);
  const channel = { channelId: "channel-4", state: "closed" as const };
  consumer.see(at("provider", 2, { ...readings(nowMs).provider, channel } as Observation));
  expect(await figures(service, "channel_open")).toEqual(['channel_open{consumer="0",chain="provider"} 0', open[1]]);
});

it("forgets what no longer holds, and keeps consumers apart", async () => {
  const metrics = new ObserverMetrics({ processMetrics: false });
  const { service, consumer, at, height } = observed();
  service.add("1").see(eventsSince(nowMs)("provider", 1, { kind: "unreadable", eventType: "x", reason: "y" }));
  consumer.see(vscPacket(at, 17n, height - 10).sent);
  const text = () => metrics.text(service.consumers.map((each) => each.summary()));
  expect(await text()).toContain('icskit_observer_vsc_timeout_seconds{consumer="0"}');
  consumer.see(vscPacket(at, 17n, height - 10).received);
  const later = await text();
  expect(later).not.toContain('icskit_observer_vsc_timeout_seconds{consumer="0"}');
  expect(later).toContain('icskit_observer_vsc_packets_total{consumer="0",step="sent"} 17');
  expect(later).toContain('icskit_observer_consumer_info{consumer="1",chain_id="",name=""} 1');
});

it("adds the figures of its process where they are wanted", async () => {
  expect(await new ObserverMetrics().text([])).toContain("process_cpu_seconds_total");
  expect(await new ObserverMetrics({ processMetrics: false }).text([])).not.toContain("process_cpu");
});
