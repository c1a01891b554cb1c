import type { ChainRole, ObserverEvent } from "../../../src/observer/observer-event.ts";
import { isSlashFinished, isVscFinished } from "../../../src/observer/packet-ends.ts";
import type { SlashTimeline, VscTimeline } from "../../../src/observer/timeline.ts";
import {
  applied,
  slashAcknowledged,
  slashReceived,
  slashSent,
  slashTimedOut,
  timelineOf,
  vscAcknowledged,
  vscReceived,
  vscSent,
  vscTimedOut,
} from "./observed.ts";

function vsc(...events: readonly ObserverEvent[]): VscTimeline {
  return timelineOf(...events).vscPackets.get(1n) ?? { sequence: 1n };
}

function slash(...events: readonly ObserverEvent[]): SlashTimeline {
  return timelineOf(...events).slashPackets.get(1n) ?? { sequence: 1n };
}

const handled = { kind: "handled" } as const;
const sides: readonly (readonly ChainRole[])[] = [["provider"], ["consumer"], ["provider", "consumer"]];

describe("the end of a packet's way", () => {
  it.each([
    ["sent", vsc(vscSent(1n, 1n)), [false, false, false]],
    ["sent and acknowledged", vsc(vscSent(1n, 1n), vscAcknowledged(3n, 1n)), [true, false, false]],
    ["received and applied", vsc(vscReceived(2n, 1n), applied(2n, [], [1n])), [false, true, false]],
    [
      "seen on both chains",
      vsc(vscSent(1n, 1n), vscReceived(2n, 1n), applied(2n, [], [1n]), vscAcknowledged(3n, 1n)),
      [true, true, true],
    ],
    ["timed out", vsc(vscSent(1n, 1n), vscTimedOut(9n, 1n)), [true, true, true]],
  ])("of a VSC packet that was %s depends on the chains that are watched", (_name, packet, expected) => {
    expect(sides.map((watched) => isVscFinished(packet, watched))).toEqual(expected);
    expect(isVscFinished(packet)).toBe(expected[2]);
  });

  it.each([
    ["sent", slash(slashSent(1n, 1n)), [false, false, false]],
    ["received", slash(slashReceived(2n, 1n, handled)), [true, false, false]],
    ["sent and acknowledged", slash(slashSent(1n, 1n), slashAcknowledged(3n, 1n, handled)), [false, true, false]],
    [
      "seen on both chains",
      slash(slashSent(1n, 1n), slashReceived(2n, 1n, handled), slashAcknowledged(3n, 1n, handled)),
      [true, true, true],
    ],
    ["timed out", slash(slashSent(1n, 1n), slashTimedOut(9n, 1n)), [true, true, true]],
  ])("of a slash packet that was %s depends on the chains that are watched", (_name, packet, expected) => {
    expect(sides.map((watched) => isSlashFinished(packet, watched))).toEqual(expected);
    expect(isSlashFinished(packet)).toBe(expected[2]);
  });
});
