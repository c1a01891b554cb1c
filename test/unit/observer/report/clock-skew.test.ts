import type { ObserverEvent } from "../../../../src/observer/observer-event.ts";
import { clockSkew } from "../../../../src/observer/report/clock-skew.ts";
import { slashReceived, slashSent, timelineOf, vscAcknowledged, vscReceived, vscSent } from "../observed.ts";

/** The same event by a clock that is so many seconds off. */
function late(event: ObserverEvent, seconds: number): ObserverEvent {
  return { ...event, time: new Date(event.time.getTime() + seconds * 1000) };
}

describe("clockSkew", () => {
  it("shows nothing where causes come before effects", () => {
    expect(clockSkew(timelineOf(vscSent(1n, 1n), vscReceived(3n, 1n), vscAcknowledged(5n, 1n)))).toEqual({
      consumerBehindSeconds: 0,
      consumerAheadSeconds: 0,
      negativeLatencies: 0,
    });
  });

  it("shows a consumer behind: it received before the provider sent", () => {
    const timeline = timelineOf(vscSent(10n, 1n), late(vscReceived(11n, 1n), -30), vscAcknowledged(12n, 1n));
    expect(clockSkew(timeline)).toEqual({ consumerBehindSeconds: 29, consumerAheadSeconds: 0, negativeLatencies: 1 });
  });

  it("shows a consumer ahead: the provider took in the acknowledgement before it was written", () => {
    const timeline = timelineOf(vscSent(10n, 1n), late(vscReceived(11n, 1n), 60), vscAcknowledged(12n, 1n));
    expect(clockSkew(timeline)).toEqual({ consumerBehindSeconds: 0, consumerAheadSeconds: 59, negativeLatencies: 1 });
  });

  it("learns from slash packets too", () => {
    const timeline = timelineOf(late(slashSent(10n, 1n), 60), slashReceived(11n, 1n, { kind: "handled" }));
    expect(clockSkew(timeline)).toEqual({ consumerBehindSeconds: 0, consumerAheadSeconds: 59, negativeLatencies: 1 });
  });
});
