import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { consumerPhases } from "../ccv/phase.ts";
import type { ChainRole } from "./observer-event.ts";
import type { ChainProgress, ConsumerSummary } from "./summary/consumer-summary.ts";
import { healthCodes, healthVerdicts } from "./summary/health-codes.ts";
import { ofBothChains, slashTotals } from "./summary-totals.ts";

const roles: readonly ChainRole[] = ["provider", "consumer"];

/** What an observer knows, in the text format of Prometheus; `consumer` is the consumer's id. */
export class ObserverMetrics {
  readonly registry = new Registry();
  readonly #all: (Gauge | Counter)[] = [];
  readonly #info = this.#gauge("consumer_info", "Always 1; says which chain a consumer is", ["chain_id", "name"]);
  readonly #verdict = this.#gauge("health_verdict", "1 for the verdict that holds, 0 for the others", ["verdict"]);
  readonly #reason = this.#gauge("health_reason", "1 for each reason that holds", ["code", "verdict"]);
  readonly #phase = this.#gauge("phase", "1 for the phase that the consumer is in, 0 for the others", ["phase"]);
  readonly #lagSeconds = this.#gauge("set_lag_seconds", "For how long the consumer's set is behind the provider's");
  readonly #lagPackets = this.#gauge("set_lag_packets", "Changes of the set that the consumer has not received");
  readonly #pending = this.#gauge("vsc_pending_packets", "VSC packets sent, and neither received nor timed out");
  readonly #queued = this.#gauge("vsc_queued_updates", "Changes that wait on the provider to be sent", ["waits_for"]);
  readonly #packets = this.#counter("vsc_packets_total", "VSC packets seen, by how far they got", ["step"]);
  readonly #toTimeout = this.#gauge("vsc_timeout_seconds", "Until the oldest VSC packet on its way times out");
  readonly #latency = this.#gauge("vsc_latency_seconds", "From sent to this step", ["step", "quantile"]);
  readonly #expiry = this.#gauge("client_expiry_seconds", "Until this chain's light client expires", [
    "chain",
    "client",
  ]);
  readonly #active = this.#gauge("client_active", "1 where this chain's light client is active", ["chain", "client"]);
  readonly #meter = this.#gauge("slash_meter_power", "The provider's slash meter, in voting power");
  readonly #allowance = this.#gauge("slash_meter_allowance_power", "What the meter gains each period, and its ceiling");
  readonly #slashes = this.#gauge("slash_requests", "Punishments that the consumer asked for", ["outcome"]);
  readonly #violations = this.#counter("violations_total", "Kinds of violated invariants seen so far");
  readonly #disagreements = this.#counter("state_disagreements_total", "Where a chain's state contradicted its events");
  readonly #missing = this.#counter("missing_ranges_total", "Ranges of blocks or state that could not be read");
  readonly #channel = this.#gauge("channel_open", "1 where this end of the CCV channel is open", ["chain"]);
  readonly #removal = this.#gauge("removal_timestamp_seconds", "When the stopped consumer is deleted");
  readonly #height = this.#gauge("block_height", "The last block that was read", ["chain"]);
  readonly #behind = this.#gauge("blocks_behind", "Blocks of the past that are still to be read", ["chain"]);
  readonly #age = this.#gauge("last_block_age_seconds", "Since the last block was made", ["chain"]);

  constructor(options: { readonly processMetrics?: boolean } = {}) {
    if (options.processMetrics ?? true) collectDefaultMetrics({ register: this.registry });
  }

  /** Of the text. */
  get contentType(): string {
    return this.registry.contentType;
  }

  /** Everything as text, as these summaries have it. */
  async text(summaries: readonly ConsumerSummary[]): Promise<string> {
    for (const metric of this.#all) metric.reset();
    for (const summary of summaries) this.#consumer(summary);
    return await this.registry.metrics();
  }

  #consumer(summary: ConsumerSummary): void {
    const { consumerId: consumer, chainId: chain_id = "", name = "", phase, removalTime } = summary;
    this.#info.set({ consumer, chain_id, name }, 1);
    if (phase !== undefined) {
      for (const each of consumerPhases) this.#phase.set({ consumer, phase: each }, each === phase ? 1 : 0);
    }
    if (removalTime !== undefined) this.#removal.set({ consumer }, removalTime.getTime() / 1000);
    this.#violations.inc({ consumer }, summary.violations.length);
    this.#disagreements.inc({ consumer }, ofBothChains(summary.disagreements));
    this.#missing.inc({ consumer }, ofBothChains(summary.missing));
    this.#health(summary);
    this.#vsc(summary);
    this.#slash(summary);
    for (const chain of roles) this.#chain(summary, chain);
  }

  #health({ consumerId: consumer, health }: ConsumerSummary): void {
    for (const verdict of healthVerdicts) this.#verdict.set({ consumer, verdict }, verdict === health.verdict ? 1 : 0);
    for (const { code } of health.reasons) this.#reason.set({ consumer, code, verdict: healthCodes[code].verdict }, 1);
  }

  #vsc({ consumerId: consumer, vsc, setLag }: ConsumerSummary): void {
    this.#lagSeconds.set({ consumer }, setLag.seconds ?? 0);
    this.#lagPackets.set({ consumer }, setLag.packetsBehind);
    this.#pending.set({ consumer }, vsc.pending);
    if (vsc.queue) this.#queued.set({ consumer, waits_for: vsc.queue.waitsFor }, vsc.queue.valsetUpdateIds.length);
    if (vsc.oldestPending) this.#toTimeout.set({ consumer }, vsc.oldestPending.secondsToTimeout);
    const { sent, received, acknowledged, timedOut: timed_out, refused } = vsc;
    for (const [step, count] of Object.entries({ sent, received, acknowledged, timed_out, refused })) {
      this.#packets.inc({ consumer, step }, count);
    }
    const { receivedSeconds, acknowledgedSeconds } = vsc.latency;
    for (const [step, each] of Object.entries({ received: receivedSeconds, acknowledged: acknowledgedSeconds })) {
      if (each === undefined) continue;
      this.#latency.set({ consumer, step, quantile: "0.5" }, each.p50);
      this.#latency.set({ consumer, step, quantile: "0.99" }, each.p99);
    }
  }

  #slash({ consumerId: consumer, slash }: ConsumerSummary): void {
    if (slash.meter !== undefined) this.#meter.set({ consumer }, Number(slash.meter));
    if (slash.allowance !== undefined) this.#allowance.set({ consumer }, Number(slash.allowance));
    for (const [outcome, count] of Object.entries(slashTotals(slash.requests)))
      this.#slashes.set({ consumer, outcome }, count);
  }

  #chain(summary: ConsumerSummary, chain: ChainRole): void {
    const { consumerId: consumer, at } = summary;
    const client = summary.clients[chain];
    if (client !== undefined) {
      const labels = { consumer, chain, client: client.clientId };
      this.#active.set(labels, client.status === "Active" ? 1 : 0);
      if (client.secondsToExpiry !== undefined) this.#expiry.set(labels, client.secondsToExpiry);
    }
    const end = summary.channel[chain];
    if (end !== undefined) this.#channel.set({ consumer, chain }, end.state === "open" ? 1 : 0);
    const progress = summary[chain];
    if (progress === undefined) return;
    this.#height.set({ consumer, chain }, Number(progress.height));
    this.#behind.set({ consumer, chain }, blocksBehind(progress));
    this.#age.set({ consumer, chain }, (at.getTime() - progress.time.getTime()) / 1000);
  }

  #gauge(name: string, help: string, labels: readonly string[] = []): Gauge {
    return this.#added(new Gauge(this.#settings(name, help, labels)));
  }

  /** Counted by the summary: reset and set again for each text. */
  #counter(name: string, help: string, labels: readonly string[] = []): Counter {
    return this.#added(new Counter(this.#settings(name, help, labels)));
  }

  #settings(name: string, help: string, labels: readonly string[]) {
    const labelNames = ["consumer", ...labels];
    return { name: `icskit_observer_${name}`, help, labelNames, registers: [this.registry] };
  }

  #added<M extends Gauge | Counter>(metric: M): M {
    this.#all.push(metric);
    return metric;
  }
}

/** Of the chain as it was when observing began; what it made since is followed live. */
function blocksBehind({ tip, height }: ChainProgress): number {
  return tip === undefined || tip <= height ? 0 : Number(tip - height);
}
