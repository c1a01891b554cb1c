import type { ConsumerId } from "../../ccv/identifiers.ts";
import type { ObserverCursor } from "../cursor.ts";
import { allInvariants } from "../invariants/all-invariants.ts";
import { checkInvariants, type Invariant, type Violation } from "../invariants/invariant.ts";
import type { ChainRole, ObserverEvent } from "../observer-event.ts";
import {
  type ChainProgress,
  type ConsumerSummary,
  summarizeConsumer,
  summarizeHealth,
} from "../summary/consumer-summary.ts";
import type { HealthLimits } from "../summary/judge-health.ts";
import type { Timeline } from "../timeline.ts";
import { TimelineBuilder } from "../timeline-builder.ts";
import type { TimelineLimits } from "../timeline-draft.ts";
import { ViolationLog } from "../violation-log.ts";
import type { ConsumerMessage } from "./observer-message.ts";

/** How a consumer is judged, and who is told. */
export interface ConsumerRecordOptions {
  readonly consumerId: ConsumerId;
  readonly name?: string | undefined;
  readonly chainId?: string | undefined;
  /** Whose ends of packets and channels are seen; default both. */
  readonly watched?: readonly ChainRole[];
  readonly limits?: Pick<TimelineLimits, "keepPackets" | "keepEntries"> | undefined;
  readonly invariants?: readonly Invariant[] | undefined;
  readonly health?: HealthLimits | undefined;
  readonly now: () => Date;
  readonly tell: (message: ConsumerMessage) => Promise<void>;
}

/** Violations kept; each is told when it is seen. */
const KEPT_VIOLATIONS = 1_000;

/** All that is known of one consumer, wherever its events come from. */
export class ConsumerRecord {
  /** As its owner told, or its node; undefined while neither did. */
  chainId: string | undefined;
  /** What ended its observer; undefined while it runs. */
  failure: unknown;
  removalTime: Date | undefined;
  readonly progress: { [Role in ChainRole]?: ChainProgress } = {};
  /** Of each chain's last event. */
  readonly lastEventTimes: { [Role in ChainRole]?: Date } = {};
  readonly #options: ConsumerRecordOptions;
  #watched: readonly ChainRole[] | undefined;
  #timeline: TimelineBuilder;
  #violations = new ViolationLog(KEPT_VIOLATIONS);
  #eventCount = 0;
  #healthKey = "";

  constructor(options: ConsumerRecordOptions) {
    this.#options = options;
    this.chainId = options.chainId;
    this.#watched = options.watched;
    this.#timeline = this.#emptyTimeline();
  }

  /** All that is known by now; the next event changes it. */
  get timeline(): Timeline {
    return this.#timeline.live;
  }

  /** What did not hold, each once, the last thousand. */
  get violations(): readonly Violation[] {
    return this.#violations.all;
  }

  /** Events in the timeline so far. */
  get eventCount(): number {
    return this.#eventCount;
  }

  /** What there is to say of it now. */
  summary(): ConsumerSummary {
    return summarizeConsumer(this.timeline, this.#summaryInput());
  }

  /** Tells the health where it has changed, as it does by mere time. */
  async checkHealth(): Promise<void> {
    const health = summarizeHealth(this.timeline, this.#summaryInput());
    const key = [health.verdict, ...health.reasons.map(({ code }) => code)].join(" ");
    if (key === this.#healthKey) return;
    this.#healthKey = key;
    await this.#options.tell({ type: "health", health });
  }

  /** Forgets every event; they are given again, with what is seen of it from now on. */
  restart(watched = this.#watched): void {
    this.#watched = watched;
    this.#timeline = this.#emptyTimeline();
    this.#violations = new ViolationLog(KEPT_VIOLATIONS);
    this.#eventCount = 0;
  }

  /** Takes an event in, and tells it where it is news. */
  async take(event: ObserverEvent, isNew: boolean): Promise<void> {
    const { invariants = allInvariants, tell } = this.#options;
    this.#timeline.add(event);
    this.#eventCount += 1;
    this.lastEventTimes[event.chain] = event.time;
    const violations = this.#violations.add(checkInvariants(invariants, this.#timeline.live, event));
    if (!isNew) return;
    await tell({ type: "event", event });
    for (const violation of violations) await tell({ type: "violation", violation });
  }

  /** Where the chains stood when this cursor was stored. */
  resume(cursor: ObserverCursor | undefined): void {
    for (const role of ["provider", "consumer"] as const) {
      const chain = cursor?.[role];
      // A source may tell no hashes, and then no block is known: the last event is the next best.
      const time = chain?.known.at(-1)?.time ?? this.lastEventTimes[role];
      if (chain && time) this.progress[role] = { chainId: chain.chainId, height: chain.height, time, isStored: true };
    }
    this.removalTime = cursor?.provider?.phase.last?.removalTime;
  }

  #summaryInput() {
    const { consumerId, name, health, now } = this.#options;
    const { chainId, progress, removalTime, violations, failure } = this;
    return { consumerId, name, chainId, progress, removalTime, violations, failure, now: now(), limits: health };
  }

  #emptyTimeline(): TimelineBuilder {
    const { limits = { keepPackets: 500, keepEntries: 500 } } = this.#options;
    return new TimelineBuilder(undefined, { ...limits, ...(this.#watched && { watched: this.#watched }) });
  }
}
