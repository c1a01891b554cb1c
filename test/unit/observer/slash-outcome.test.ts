import { observeConsumer } from "../../../src/observer/observe.ts";
import { slashOutcome } from "../../../src/observer/slash-outcome.ts";
import type { Timeline } from "../../../src/observer/timeline.ts";
import { collect } from "./collect.ts";
import { historySources } from "./fake-sources.ts";
import { at, slashReceived, slashSent, slashTimedOut, timelineOf } from "./observed.ts";
import { jailedAddress, update } from "./pair-history.ts";

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

  it("tells a timeout", () => {
    expect(outcome(timelineOf(slashSent(8n, 1n), slashTimedOut(90n, 1n))).status).toBe("timed-out");
  });
});
