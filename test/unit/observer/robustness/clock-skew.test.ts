import { summarizeConsumer } from "../../../../src/observer/summary/consumer-summary.ts";
import { at, timelineOf, vscAcknowledged, vscReceived, vscSent } from "../observed.ts";

const hour = 3_600_000;
const sentAt = at("provider", 10n, { kind: "stateMissing", what: "state", reason: "" }).time.getTime();
const launched = at("provider", 1n, {
  kind: "consumerPhaseChanged",
  from: undefined,
  to: "LAUNCHED",
  spawnTime: undefined,
});

/** The summary where the consumer's clock is so far off the provider's, five seconds after a packet was sent. */
function summary(skewMs: number, timeoutMs: number) {
  const sent = vscSent(10n, 1n, undefined, new Date(sentAt + timeoutMs));
  return summarizeConsumer(timelineOf(launched, sent), {
    consumerId: "0",
    now: new Date(sentAt + 5_000),
    progress: {
      provider: { chainId: "provider-1", height: 15n, time: new Date(sentAt + 5_000) },
      consumer: { chainId: "consumer-1", height: 12n, time: new Date(sentAt + 5_000 + skewMs) },
    },
  });
}

describe("two chains whose clocks differ", () => {
  it.each([-hour, 0, hour])(
    "count down to a timeout by the consumer's clock, which decides it (%i ms off)",
    (skewMs) => {
      const { oldestPending } = summary(skewMs, 2 * hour).vsc;
      expect(oldestPending?.secondsToTimeout).toBe((2 * hour - 5_000 - skewMs) / 1000);
    },
  );

  it("warn of a timeout that is near by that clock alone", () => {
    const codes = (skewMs: number) => summary(skewMs, 2 * hour).health.reasons.map(({ code }) => code);
    expect(codes(0)).not.toContain("vsc-near-timeout");
    expect(codes(1.9 * hour)).toContain("vsc-near-timeout");
  });

  it.each([-hour, hour])("tell how far the set is behind by the provider's clock alone (%i ms off)", (skewMs) => {
    expect(summary(skewMs, 2 * hour).setLag).toMatchObject({ isBehind: true, seconds: 5, blocks: 5n });
  });

  it("change nothing of what is counted in one chain's blocks", () => {
    const received = vscReceived(4n, 1n);
    const early = { ...received, time: new Date(received.time.getTime() - hour) };
    const { latency } = summarizeConsumer(timelineOf(vscSent(10n, 1n), early, vscAcknowledged(14n, 1n)), {
      consumerId: "0",
      now: new Date(sentAt),
    }).vsc;
    expect(latency.acknowledgedSeconds?.p50).toBe(4);
    expect(latency.acknowledgedBlocks?.p50).toBe(4);
  });
});
