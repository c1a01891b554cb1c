import { sleep } from "../../async/sleep.ts";
import type { ConsumerId } from "../../ccv/identifiers.ts";
import { errorMessage, isIcsError } from "../../errors.ts";
import type { Logger } from "../../logger.ts";
import type { ObserverCursor } from "../cursor.ts";
import { allInvariants } from "../invariants/all-invariants.ts";
import { checkInvariants, type Violation } from "../invariants/invariant.ts";
import { type ObservedBlock, observeBlocks } from "../observe.ts";
import type { ChainRole, ObserverEvent } from "../observer-event.ts";
import type { ConsumerSource, ProviderSource } from "../sources.ts";
import type { ObservationStore } from "../store/observation-store.ts";
import {
  type ChainProgress,
  type ConsumerSummary,
  type SummaryInput,
  summarizeConsumer,
  summarizeHealth,
} from "../summary/consumer-summary.ts";
import type { Timeline } from "../timeline.ts";
import { TimelineBuilder } from "../timeline-builder.ts";
import { ViolationLog } from "../violation-log.ts";
import type { ConsumerMessage } from "./observer-message.ts";
import type { ObserverServiceOptions, ServiceConsumer } from "./observer-service.ts";

/** What one consumer is followed with. */
export interface ObservedConsumerOptions extends Omit<ObserverServiceOptions, "consumers">, ServiceConsumer {
  readonly provider: ProviderSource;
  readonly logger: Logger;
  readonly now: () => Date;
  readonly signal: AbortSignal;
  readonly tell: (message: ConsumerMessage) => Promise<void>;
}

/** Violations kept; each is told when it is seen. */
const KEPT_VIOLATIONS = 1_000;
const SHORTEST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** One consumer of a service. */
export class ObservedConsumer {
  readonly consumerId: ConsumerId;
  readonly name: string | undefined;
  /** Resolves once it is followed no more, whatever ended it. */
  readonly ended: Promise<void>;
  readonly #options: ObservedConsumerOptions;
  #chainId: string | undefined;
  #timeline: TimelineBuilder;
  #violations = new ViolationLog(KEPT_VIOLATIONS);
  #cursor: ObserverCursor | undefined;
  readonly #progress: { [Role in ChainRole]?: ChainProgress } = {};
  readonly #lastEventTimes: { [Role in ChainRole]?: Date } = {};
  #failure: { readonly error: unknown } | undefined;
  /** Events in the timeline so far. */
  #taken = 0;
  #healthKey = "";

  constructor(options: ObservedConsumerOptions) {
    this.consumerId = options.consumerId;
    this.name = options.name;
    this.#chainId = options.chainId;
    this.#options = options;
    this.#timeline = this.#emptyTimeline();
    this.ended = this.#run();
  }

  /** As its owner told, or its node; undefined while neither did. */
  get chainId(): string | undefined {
    return this.#chainId;
  }

  /** All that is known by now; the next event changes it. */
  get timeline(): Timeline {
    return this.#timeline.live;
  }

  /** What did not hold, each once, the last thousand. */
  get violations(): readonly Violation[] {
    return this.#violations.all;
  }

  /** What ended its observer; undefined while it runs. */
  get failure(): unknown {
    return this.#failure?.error;
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

  #summaryInput(): SummaryInput {
    const { now, health, name } = this.#options;
    return {
      consumerId: this.consumerId,
      now: now(),
      name,
      chainId: this.#chainId,
      progress: this.#progress,
      removalTime: this.#cursor?.provider?.phase.last?.removalTime,
      violations: this.violations,
      failure: this.failure,
      limits: health,
    };
  }

  async #run(): Promise<void> {
    const { signal, logger } = this.#options;
    for (let pauseMs = SHORTEST_PAUSE_MS; !signal.aborted; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      const before = this.#taken;
      const error = await this.#follow().then(
        () => undefined,
        (reason: unknown) => ({ reason }),
      );
      if (error === undefined || signal.aborted) return;
      const isRetried = isIcsError(error.reason) && error.reason.retryable;
      logger.warn("a consumer is observed no more", {
        consumerId: this.consumerId,
        error: errorMessage(error.reason),
        isRetried,
      });
      await this.#fail(error.reason, isRetried);
      if (!isRetried) return;
      if (this.#taken > before) pauseMs = SHORTEST_PAUSE_MS;
      await sleep(pauseMs, signal).catch(() => undefined);
    }
  }

  async #fail(error: unknown, isRetried: boolean): Promise<void> {
    this.#failure = { error };
    await this.#options.tell({ type: "failure", error, isRetried });
    await this.checkHealth();
  }

  async #follow(): Promise<void> {
    const { provider, store, from, stateEveryBlocks = 20n, stallCheckMs, signal } = this.#options;
    const consumer = this.#options.source && this.#attach(this.#options.source);
    if (store) await this.#replay(store);
    const subject = this.#subject();
    const blocks = observeBlocks({
      consumerId: this.consumerId,
      provider,
      ...(consumer && { consumer }),
      ...(from && { from }),
      cursor: this.#cursor,
      stateEveryBlocks,
      stateAtTip: true,
      stallCheckMs,
      signal,
    });
    for await (const block of blocks) {
      if (store) await store.append(subject, block);
      await this.#take(block);
    }
  }

  /** The source, once there is one; its failure is seen where its blocks are asked for. */
  #attach(source: ConsumerSource | Promise<ConsumerSource>): Promise<ConsumerSource> {
    const attached = Promise.resolve(source);
    attached.then(
      ({ blocks }) => {
        this.#chainId = blocks.chainId;
      },
      () => undefined,
    );
    return attached;
  }

  /** Begins with what is stored; after a failure what was stored and not taken in is told. */
  async #replay(store: ObservationStore): Promise<void> {
    const { signal } = this.#options;
    const known = this.#cursor === undefined && this.#taken === 0 ? Number.POSITIVE_INFINITY : this.#taken;
    await store.claim?.(this.#subject());
    const cursor = await store.cursor(this.#subject());
    this.#timeline = this.#emptyTimeline();
    this.#violations = new ViolationLog(KEPT_VIOLATIONS);
    this.#taken = 0;
    for await (const { event } of store.events(this.#subject())) {
      signal.throwIfAborted();
      await this.#takeEvent(event, this.#taken >= known);
    }
    this.#cursor = cursor;
    for (const role of ["provider", "consumer"] as const) this.#resume(role);
  }

  #resume(role: ChainRole): void {
    const cursor = this.#cursor?.[role];
    // A source may tell no hashes, and then no block is known: the last event is the next best.
    const time = cursor?.known.at(-1)?.time ?? this.#lastEventTimes[role];
    if (cursor && time) {
      this.#progress[role] = { chainId: cursor.chainId, height: cursor.height, time, isStored: true };
    }
  }

  async #take(block: ObservedBlock): Promise<void> {
    const { chain, cursor, events, time, tip } = block;
    this.#failure = undefined;
    this.#cursor = { ...this.#cursor, consumerId: this.consumerId, [chain]: cursor };
    for (const event of events) await this.#takeEvent(event, true);
    const wasCaughtUp = this.#isCaughtUp(chain);
    const { chainId, height } = cursor;
    if (time) this.#progress[chain] = { chainId, height, time, seenAt: this.#options.now(), ...(tip && { tip }) };
    const isNews = events.length > 0 || !wasCaughtUp;
    if (isNews && this.#isCaughtUp("provider") && this.#isCaughtUp(chain)) await this.checkHealth();
  }

  #isCaughtUp(role: ChainRole): boolean {
    const progress = this.#progress[role];
    return progress !== undefined && !progress.isStored && progress.height >= (progress.tip ?? 0n);
  }

  async #takeEvent(event: ObserverEvent, isNew: boolean): Promise<void> {
    const { invariants = allInvariants, tell } = this.#options;
    this.#timeline.add(event);
    this.#taken += 1;
    this.#lastEventTimes[event.chain] = event.time;
    const violations = this.#violations.add(checkInvariants(invariants, this.#timeline.live, event));
    if (!isNew) return;
    await tell({ type: "event", event });
    for (const violation of violations) await tell({ type: "violation", violation });
  }

  #emptyTimeline(): TimelineBuilder {
    const { limits = { keepPackets: 500, keepEntries: 500 }, source } = this.#options;
    return new TimelineBuilder(undefined, { ...limits, ...(source === undefined && { watched: ["provider"] }) });
  }

  #subject() {
    return { providerChainId: this.#options.provider.blocks.chainId, consumerId: this.consumerId };
  }
}
