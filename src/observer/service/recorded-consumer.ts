import type { ConsumerId } from "../../ccv/identifiers.ts";
import type { Violation } from "../invariants/invariant.ts";
import type { ConsumerSummary } from "../summary/consumer-summary.ts";
import type { Timeline } from "../timeline.ts";
import { ConsumerRecord, type ConsumerRecordOptions } from "./consumer-record.ts";

/** A consumer of a service as its users see it, wherever its events come from. */
export abstract class RecordedConsumer {
  readonly consumerId: ConsumerId;
  protected readonly record: ConsumerRecord;

  protected constructor(options: ConsumerRecordOptions) {
    this.consumerId = options.consumerId;
    this.record = new ConsumerRecord(options);
  }

  /** All that is known by now; the next event changes it. */
  get timeline(): Timeline {
    return this.record.timeline;
  }

  /** What did not hold, each once, the last thousand. */
  get violations(): readonly Violation[] {
    return this.record.violations;
  }

  /** What ended its observer, or why its history cannot be read; undefined while all is well. */
  get failure(): unknown {
    return this.record.failure;
  }

  /** What there is to say of it now. */
  summary(): ConsumerSummary {
    return this.record.summary();
  }

  /** Tells the health where it has changed, as it does by mere time. */
  checkHealth(): Promise<void> {
    return this.record.checkHealth();
  }
}
