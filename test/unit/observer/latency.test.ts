import { vscLatency } from "../../../src/observer/latency.ts";
import { applied, timelineOf, vscAcknowledged, vscReceived, vscSent } from "./observed.ts";

describe("vscLatency", () => {
  it("counts seconds between block times and blocks on one chain", () => {
    const timeline = timelineOf(vscSent(7n, 1n), vscReceived(9n, 1n), applied(9n, [], [1n]), vscAcknowledged(10n, 1n));
    expect(vscLatency(timeline.vscPackets.get(1n) ?? { sequence: 1n })).toEqual({
      sentToReceivedSeconds: 2,
      receivedToEffectiveBlocks: 2n,
      sentToAcknowledgedSeconds: 3,
      sentToAcknowledgedBlocks: 3n,
    });
  });

  it("leaves open what has not happened", () => {
    expect(Object.values(vscLatency({ sequence: 1n }))).toEqual([undefined, undefined, undefined, undefined]);
  });
});
