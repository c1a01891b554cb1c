import { checkInvariants, type Invariant, type Violation } from "../../../../src/observer/invariants/invariant.ts";
import type { ObserverEvent } from "../../../../src/observer/observer-event.ts";
import { reduceTimeline } from "../../../../src/observer/reduce-timeline.ts";
import { createTimeline } from "../../../../src/observer/timeline.ts";

/** Every violation along these events. */
export function violations(invariants: readonly Invariant[], events: readonly ObserverEvent[]): Violation[] {
  let timeline = createTimeline();
  return events.flatMap((event) => {
    timeline = reduceTimeline(timeline, event);
    return checkInvariants(invariants, timeline, event);
  });
}

/** The reasons that one invariant gives along these events. */
export function reasons(invariant: Invariant, ...events: readonly ObserverEvent[]): string[] {
  return violations([invariant], events).map(({ reason }) => reason);
}
