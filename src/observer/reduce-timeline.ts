import type { ObserverEvent } from "./observer-event.ts";
import type { Timeline } from "./timeline.ts";
import { TimelineBuilder } from "./timeline-builder.ts";

/**
 * The timeline after one more event; the given one stays as it was. Pure, and the same for every interleaving of the
 * two chains as long as each chain's events keep their own order. Copies what it changes: for many events use
 * `TimelineBuilder`.
 */
export function reduceTimeline(timeline: Timeline, event: ObserverEvent): Timeline {
  const builder = new TimelineBuilder(timeline);
  builder.add(event);
  return builder.snapshot();
}
