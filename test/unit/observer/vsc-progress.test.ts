import type { ObserverEvent } from "../../../src/observer/observer-event.ts";
import { vscProgress, vscQueue } from "../../../src/observer/vsc-progress.ts";
import { activeClient, providerReading } from "./made-readings.ts";
import * as seen from "./observed.ts";

const now = new Date("2026-01-31T12:00:30Z");
const timeout = new Date("2026-01-31T12:01:00Z");
const sent = seen.vscSent(7n, 1n, undefined, timeout);

function progress(...events: readonly ObserverEvent[]) {
  return vscProgress(seen.timelineOf(...events).vscPackets.get(1n) ?? { sequence: 1n }, now);
}

describe("vscProgress", () => {
  it("counts down to the timeout, and past it", () => {
    expect(progress(sent)).toEqual({ status: "sent", secondsToTimeout: 30 });
    expect(
      vscProgress(seen.timelineOf(sent).vscPackets.get(1n) ?? { sequence: 1n }, new Date(timeout.getTime() + 5000)),
    ).toEqual({ status: "sent", secondsToTimeout: -5 });
  });

  it("ends the countdown once the packet has arrived or timed out", () => {
    expect(progress(sent, seen.vscReceived(9n, 1n))).toEqual({ status: "received", secondsToTimeout: undefined });
    expect(progress(sent, seen.vscReceived(9n, 1n), seen.vscAcknowledged(9n, 1n)).status).toBe("acknowledged");
    expect(progress(sent, seen.vscTimedOut(90n, 1n)).status).toBe("timed-out");
  });

  it("tells a refusal, by whichever chain it was seen", () => {
    const ids = { sequence: 1n, ...seen.channelIds };
    const verdict = { kind: "error" as const, error: "no" };
    expect(progress(sent, seen.at("provider", 9n, { kind: "vscPacketAcknowledged", ...ids, verdict })).status).toBe(
      "refused",
    );
  });
});

describe("vscQueue", () => {
  const queue = (change: Parameters<typeof providerReading>[0]) =>
    vscQueue(seen.timelineOf(seen.at("provider", 9n, { kind: "providerStateRead", ...providerReading(change) })));

  it("is unknown without a reading, and empty where nothing waits", () => {
    expect(vscQueue(seen.timelineOf(sent))).toBeUndefined();
    expect(queue({})).toBeUndefined();
  });

  it.each([
    ["channel", { channel: undefined }],
    ["client", { client: { ...activeClient, status: "Expired" } }],
    ["epoch", {}],
  ] as const)("waits for the %s", (waitsFor, change) => {
    expect(queue({ pendingValsetUpdateIds: [4n, 7n], ...change })).toMatchObject({
      valsetUpdateIds: [4n, 7n],
      waitsFor,
    });
  });
});
