import type { Violation } from "../../../src/observer/invariants/invariant.ts";
import type { ChainRole, ObserverEvent } from "../../../src/observer/observer-event.ts";
import { MessageLog } from "../../../src/observer/service/message-log.ts";
import type { ConsumerMessage } from "../../../src/observer/service/observer-message.ts";
import {
  type ChainProgress,
  type ConsumerSummary,
  summarizeConsumer,
} from "../../../src/observer/summary/consumer-summary.ts";
import type { Timeline } from "../../../src/observer/timeline.ts";
import { TimelineBuilder } from "../../../src/observer/timeline-builder.ts";
import type { ServedConsumer, ServedService } from "../../../src/observer/web/observed-service.ts";

/** A consumer of a fake service: what it is told is all that there is. */
export class FakeConsumer implements ServedConsumer {
  readonly consumerId: string;
  readonly name: string | undefined;
  readonly violations: Violation[] = [];
  readonly progress: { [Role in ChainRole]?: ChainProgress } = {};
  removalTime: Date | undefined;
  failure: unknown;
  readonly #timeline = new TimelineBuilder();
  readonly #now: () => Date;
  readonly #tell: (message: ConsumerMessage) => void;

  constructor(
    options: { readonly consumerId: string; readonly name?: string },
    now: () => Date,
    tell: (message: ConsumerMessage) => void,
  ) {
    this.consumerId = options.consumerId;
    this.name = options.name;
    this.#now = now;
    this.#tell = tell;
  }

  get timeline(): Timeline {
    return this.#timeline.live;
  }

  summary(): ConsumerSummary {
    const { consumerId, name, progress, removalTime, violations, failure } = this;
    const input = { consumerId, name, progress, removalTime, violations, failure, now: this.#now() };
    return summarizeConsumer(this.timeline, input);
  }

  /** Observes an event, and tells it. */
  see(...events: readonly ObserverEvent[]): void {
    for (const event of events) {
      this.#timeline.add(event);
      const { chain, chainId, height, time } = event;
      if (height >= (this.progress[chain]?.height ?? 0n))
        this.progress[chain] = { chainId, height, time, seenAt: time };
      this.#tell({ type: "event", event });
    }
  }

  /** Tells anything else. */
  tell(message: ConsumerMessage): void {
    if (message.type === "violation") this.violations.push(message.violation);
    if (message.type === "failure") this.failure = message.error;
    this.#tell(message);
  }
}

/** An observer service without chains; messages and summaries are the real ones. */
export class FakeService implements ServedService {
  readonly runId: string;
  readonly #log: MessageLog;
  readonly #now: () => Date;
  readonly #consumers = new Map<string, FakeConsumer>();

  constructor(options: { readonly keep?: number; readonly runId?: string; readonly now?: () => Date } = {}) {
    this.runId = options.runId ?? "run1";
    this.#log = new MessageLog(options.keep ?? 1000);
    this.#now = options.now ?? (() => new Date());
  }

  get consumers(): readonly FakeConsumer[] {
    return [...this.#consumers.values()];
  }

  consumer(consumerId: string): FakeConsumer | undefined {
    return this.#consumers.get(consumerId);
  }

  add(consumerId: string, name?: string): FakeConsumer {
    const options = { consumerId, ...(name !== undefined && { name }) };
    const added = new FakeConsumer(options, this.#now, (message) => this.#log.add({ ...message, consumerId }));
    this.#consumers.set(consumerId, added);
    return added;
  }

  events: ServedService["events"] = (options = {}) => this.#log.subscribe(options);
  recent: ServedService["recent"] = (options = {}) => this.#log.recent(options);

  /** Ends every stream. */
  close(): void {
    this.#log.close();
  }
}
