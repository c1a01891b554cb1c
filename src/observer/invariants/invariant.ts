import type { ObserverEvent } from "../observer-event.ts";
import type { Timeline } from "../timeline.ts";

/** Something that must hold whatever a consumer pair does. */
export interface Invariant {
  /** Kebab-case; stable, since reports and alerts name it. */
  readonly name: string;
  /**
   * What is wrong, in one sentence; undefined where nothing is.
   * Asked after each event with the timeline that already holds it.
   */
  readonly check: (timeline: Timeline, event: ObserverEvent) => string | undefined;
}

/** An invariant that did not hold, and the event that showed it. */
export interface Violation {
  readonly invariant: string;
  readonly reason: string;
  readonly event: ObserverEvent;
}

/** The violations that one event shows; `timeline` already holds it. Empty where all is well. */
export function checkInvariants(
  invariants: readonly Invariant[],
  timeline: Timeline,
  event: ObserverEvent,
): readonly Violation[] {
  return invariants.flatMap((invariant) => {
    const reason = invariant.check(timeline, event);
    return reason === undefined ? [] : [{ invariant: invariant.name, reason, event }];
  });
}
