import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { Plan } from "../plan/plan.ts";
import type { ConsumerSigns } from "./concerns.ts";
import { nodeTrouble } from "./concerns.ts";
import type { WatchEvent } from "./watch-event.ts";

/** What a watch knows at the moment. */
export interface WatchStatus {
  readonly plan: Plan;
  readonly signs: (consumerId: string) => ConsumerSigns;
  readonly isJailed: boolean;
}

/** A watch's figures in the text format of Prometheus. Counters follow its events, gauges its status. */
export class WatchMetrics {
  readonly registry = new Registry();
  readonly #transactions = this.#counter("transactions_total", "Transactions that took effect", []);
  readonly #failures = this.#counter("failures_total", "Failures, by the code of the error", ["code"]);
  readonly #height = this.#gauge("provider_height", "The provider's block that the last look was at", []);
  readonly #jailed = this.#gauge("jailed", "1 where the validator is jailed on the provider", []);
  readonly #optedIn = this.#gauge("opted_in", "1 where the validator has opted in", ["consumer"]);
  readonly #power = this.#gauge("power", "Voting power in the leased set; 0 outside of it", ["consumer"]);
  readonly #expected = this.#gauge("expected_power", "Voting power after the next epoch, or at launch", ["consumer"]);
  readonly #blocked = this.#gauge("blocked", "1 where something is in the way of what the policy wants", ["consumer"]);
  readonly #approval = this.#gauge("approval_needed", "1 where a change waits for a human", ["consumer"]);
  readonly #compelled = this.#gauge("compelled", "1 where Top N has the validator validate", ["consumer"]);
  readonly #node = this.#gauge("node_ready", "1 where the node that must sign is synced and has the right key", [
    "consumer",
  ]);
  readonly #missed = this.#gauge("missed_blocks", "Missed blocks in the consumer's window", ["consumer"]);
  readonly #allowed = this.#gauge("missed_blocks_allowed", "With more missed blocks the validator is jailed", [
    "consumer",
  ]);

  constructor(options: { readonly processMetrics?: boolean } = {}) {
    if (options.processMetrics ?? true) collectDefaultMetrics({ register: this.registry });
  }

  /** Counts an event. */
  event(event: WatchEvent): void {
    if (event.kind === "applied") this.#transactions.inc();
    if (event.kind === "failed") this.#failures.inc({ code: event.code });
  }

  /** Everything as text, with the gauges as this status has them. */
  text(status: WatchStatus | undefined): Promise<string> {
    for (const gauge of [this.#optedIn, this.#power, this.#expected, this.#blocked, this.#approval]) gauge.reset();
    for (const gauge of [this.#compelled, this.#node, this.#missed, this.#allowed]) gauge.reset();
    if (status !== undefined) this.#set(status);
    return this.registry.metrics();
  }

  #set({ plan, signs, isJailed }: WatchStatus): void {
    this.#height.set(Number(plan.height));
    this.#jailed.set(isJailed ? 1 : 0);
    for (const planned of plan.consumers) {
      // Consumers that nothing is decided about would only be many.
      if (planned.expected === undefined) continue;
      const consumer = { consumer: planned.consumerId };
      this.#optedIn.set(consumer, planned.isOptedIn ? 1 : 0);
      this.#power.set(consumer, Number(planned.leasedPower ?? 0n));
      this.#expected.set(consumer, Number(planned.expected.power));
      this.#blocked.set(consumer, planned.blocked.length > 0 ? 1 : 0);
      this.#approval.set(consumer, planned.needsApproval && planned.changes.length > 0 ? 1 : 0);
      this.#compelled.set(consumer, planned.isCompelled ? 1 : 0);
      const { node, missed } = signs(planned.consumerId);
      if (planned.duty?.kind === "now") this.#node.set(consumer, nodeTrouble(planned, node) === undefined ? 1 : 0);
      if (missed === undefined) continue;
      this.#missed.set(consumer, Number(missed.missed));
      this.#allowed.set(consumer, Number(missed.allowed));
    }
  }

  #counter<L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> {
    const registers = [this.registry];
    return new Counter({ name: `icskit_validator_${name}`, help, labelNames: [...labelNames], registers });
  }

  #gauge<L extends string>(name: string, help: string, labelNames: readonly L[]): Gauge<L> {
    const registers = [this.registry];
    return new Gauge({ name: `icskit_validator_${name}`, help, labelNames: [...labelNames], registers });
  }
}
