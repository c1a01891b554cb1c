import { consensusAddressBytes } from "../../../src/ccv/consensus-address.ts";
import type { ConsumerPhase } from "../../../src/ccv/phase.ts";
import type { SlashPacket } from "../../../src/ccv/slash-packet.ts";
import { observeConsumer } from "../../../src/observer/observe.ts";
import type { ObserverEvent } from "../../../src/observer/observer-event.ts";
import { slashOutcome } from "../../../src/observer/slash-outcome.ts";
import type { Timeline } from "../../../src/observer/timeline.ts";
import { collect } from "./collect.ts";
import { historySources } from "./fake-sources.ts";
import { at, slashData, slashReceived, slashSent, slashTimedOut, timelineOf, vscData, vscSent } from "./observed.ts";
import { jailedAddress, launchSet, update, validators } from "./pair-history.ts";

function outcome(timeline: Timeline) {
  const slash = timeline.slashPackets.get(1n);
  if (!slash) throw new Error("the timeline has no slash packet 1");
  return slashOutcome(timeline, slash);
}

describe("slashOutcome", () => {
  it("follows an executed packet to jail and to lost power on both chains", async () => {
    const events = await collect(observeConsumer({ consumerId: "0", ...historySources() }));
    expect(outcome(timelineOf(...events))).toMatchObject({
      status: "executed",
      jailed: { height: 12n },
      providerPowerGone: { height: 12n },
      consumerPowerGone: { height: 10n },
    });
  });

  it("knows no jailing where the validator was in jail before", () => {
    const received = slashReceived(12n, 1n, { kind: "handled" }, { executedOn: jailedAddress });
    const powerBefore = at("provider", 5n, { kind: "powerChanged", updates: [update("provider", 2, 0n)] });
    expect(outcome(timelineOf(powerBefore, slashSent(8n, 1n), received))).toEqual({
      status: "executed",
      dropReason: undefined,
      jailed: undefined,
      providerPowerGone: undefined,
      consumerPowerGone: undefined,
    });
  });

  it.each([
    ["waiting", undefined],
    ["dropped", { kind: "handled" }],
    ["bounced", { kind: "bounced" }],
    ["logged", { kind: "v1" }],
    ["refused", { kind: "error", error: "unknown valset update id" }],
  ] as const)("tells %s", (status, verdict) => {
    const events = verdict ? [slashReceived(12n, 1n, verdict)] : [];
    expect(outcome(timelineOf(slashSent(8n, 1n), ...events)).status).toBe(status);
  });

  describe("of a packet that was dropped", () => {
    const launched = at("provider", 3n, { kind: "initialValidatorsRead", validators: launchSet });
    const phase = (to: ConsumerPhase) =>
      at("provider", 4n, { kind: "consumerPhaseChanged", from: undefined, to, spawnTime: undefined });
    const inSet = { ...slashData, consumerAddressBytes: consensusAddressBytes(validators.consumer[2]) };
    const reason = (packet: SlashPacket, ...events: readonly ObserverEvent[]) =>
      outcome(timelineOf(...events, slashReceived(12n, 1n, { kind: "handled" }, { packet }))).dropReason;

    it("tells a consumer that was not launched", () => {
      expect(reason(inSet, launched, phase("STOPPED"))).toBe("not-launched");
    });

    it("tells a validator outside the consumer's set, as the packets sent by then had it", () => {
      expect(reason(slashData, launched, phase("LAUNCHED"))).toBe("not-in-set");
      const removal = vscSent(9n, 1n, vscData(9n, [update("consumer", 2, 0n)]));
      expect(reason(inSet, launched, phase("LAUNCHED"), removal)).toBe("not-in-set");
    });

    it("tells a validator that cannot be slashed", () => {
      expect(reason(inSet, launched, phase("LAUNCHED"))).toBe("not-slashable");
    });

    it("does not guess where the launch was not seen", () => {
      expect(reason(inSet, phase("LAUNCHED"))).toBe("unknown");
      const gap = { kind: "blocksMissing", fromHeight: 5n, toHeight: 9n, reason: "pruned" } as const;
      expect(reason(inSet, launched, phase("LAUNCHED"), at("provider", 10n, gap))).toBe("unknown");
    });
  });

  it("tells a timeout", () => {
    expect(outcome(timelineOf(slashSent(8n, 1n), slashTimedOut(90n, 1n))).status).toBe("timed-out");
  });
});
