import { slashLatency, vscLatency } from "../../../src/observer/latency.ts";
import {
  applied,
  slashAcknowledged,
  slashReceived,
  slashSent,
  timelineOf,
  vscAcknowledged,
  vscReceived,
  vscSent,
} from "./observed.ts";

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

describe("slashLatency", () => {
  it("counts from sending to the verdict on both chains", () => {
    const bounced = { kind: "bounced" as const };
    const events = [slashSent(8n, 1n), slashReceived(11n, 1n, bounced), slashAcknowledged(13n, 1n, bounced)];
    expect(slashLatency(timelineOf(...events).slashPackets.get(1n) ?? { sequence: 1n })).toEqual({
      sentToReceivedSeconds: 3,
      sentToAcknowledgedSeconds: 5,
      sentToAcknowledgedBlocks: 5n,
    });
  });

  it("leaves open what has not happened", () => {
    expect(Object.values(slashLatency({ sequence: 1n }))).toEqual([undefined, undefined, undefined]);
  });
});
