import type { ObserverEvent } from "./observer-event.ts";
import { reducers } from "./reducers.ts";
import { createTimeline, type Timeline } from "./timeline.ts";
import { TimelineDraft, type TimelineLimits } from "./timeline-draft.ts";

type Reduce = (draft: TimelineDraft, event: ObserverEvent) => void;

/** Builds one timeline from many events, in time that grows with their number only. */
export class TimelineBuilder {
  readonly #draft: TimelineDraft;
  #snapshot: Timeline | undefined;

  constructor(timeline: Timeline = createTimeline(), limits: TimelineLimits = {}) {
    this.#draft = new TimelineDraft(timeline, limits);
    this.#snapshot = timeline;
  }

  /** The timeline that the next `add` changes: for reading between two of them. */
  get live(): Timeline {
    return this.#draft.values;
  }

  /** Takes in the next event of a chain. */
  add(event: ObserverEvent): void {
    const reduce = reducers[event.kind] as Reduce | undefined;
    if (reduce === undefined) return;
    reduce(this.#draft, event);
    this.#snapshot = undefined;
  }

  /** The timeline as it stands now, for good. Cheap when asked for now and then; not after each of many events. */
  snapshot(): Timeline {
    this.#snapshot ??= this.#draft.snapshot();
    return this.#snapshot;
  }
}
