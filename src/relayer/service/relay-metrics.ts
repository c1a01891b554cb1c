import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { RelayerEvent } from "./relayer-events.ts";
import {
  type PathAccountStatus,
  type PathEndStatus,
  type PathStatus,
  pathStates,
  type RelayerStatus,
} from "./relayer-status.ts";

const SECONDS = [0.1, 0.25, 0.5, 1, 2, 3, 4, 5, 7.5, 10, 15, 30, 60, 120, 300];
const BLOCKS = [1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 50];

/** A relayer's figures in the text format of Prometheus. Counters follow its events, gauges its status. */
export class RelayMetrics {
  readonly registry = new Registry();
  readonly #packets = this.#counter("packets_total", "Items relayed", ["path", "source", "port", "channel", "kind"]);
  readonly #transactions = this.#counter("transactions_total", "Transactions that carried items", ["path", "chain"]);
  readonly #gas = this.#counter("gas_used_total", "Gas that these transactions used", ["path", "chain"]);
  readonly #failures = this.#counter("failures_total", "Failures, by the code of the error", ["path", "code"]);
  readonly #refreshed = this.#counter("client_refreshes_total", "Updates for a light client's own sake", [
    "path",
    "chain",
  ]);
  readonly #evidence = this.#counter("evidence_total", "Evidence, by what became of it", ["path", "result"]);
  readonly #silent = this.#gauge("chain_silent", "1 where no block was heard of for much longer than usual", ["chain"]);
  readonly #seconds = this.#histogram("packet_latency_seconds", "Block times from sent to taken in", SECONDS);
  readonly #blocks = this.#histogram("packet_latency_blocks", "Blocks from sent to taken in", BLOCKS);
  readonly #state = this.#gauge("path_state", "1 for the state that the path is in", ["path", "state"]);
  readonly #backlog = this.#gauge("backlog_packets", "Packets sent, neither acknowledged nor timed out", [
    "path",
    "source",
    "port",
    "channel",
  ]);
  readonly #expiry = this.#gauge("client_expiry_seconds", "Seconds until the light client expires", [
    "path",
    "chain",
    "client",
  ]);
  readonly #active = this.#gauge("client_active", "1 where the chain says that its light client is active", [
    "path",
    "chain",
    "client",
  ]);
  readonly #balance = this.#gauge("balance", "What the paying account holds, in base units", [
    "chain",
    "address",
    "denom",
  ]);
  readonly #height = this.#gauge("block_height", "The latest block heard of", ["chain"]);

  constructor(options: { readonly processMetrics?: boolean } = {}) {
    if (options.processMetrics ?? true) collectDefaultMetrics({ register: this.registry });
  }

  /** Counts an event. */
  event(event: RelayerEvent): void {
    const { path } = event;
    if (event.kind === "trouble") this.#failures.inc({ path, code: event.error.code });
    if (event.kind === "state" && event.error) this.#failures.inc({ path, code: event.error.code });
    if (event.kind === "latency") {
      for (const { stage, portId: port, seconds, blocks } of event.latencies) {
        this.#seconds.observe({ path, stage, port, source: event.sender }, seconds);
        this.#blocks.observe({ path, stage, port, source: event.sender }, blocks);
      }
    }
    if (event.kind === "refreshed") this.#refreshed.inc({ path, chain: event.tx.chainId });
    if (event.kind === "evidenceSubmitted") this.#evidence.inc({ path, result: event.submitted.action });
    if (event.kind === "evidenceNotSubmitted") this.#evidence.inc({ path, result: event.left.reason });
    if (event.kind !== "relayed") return;
    const { tx, items } = event.relayed;
    this.#transactions.inc({ path, chain: tx.chainId });
    this.#gas.inc({ path, chain: tx.chainId }, Number(tx.gasUsed));
    for (const item of items) {
      const { sourcePort: port, sourceChannel: channel } = "packet" in item ? item.packet : noPacket;
      this.#packets.inc({ path, source: event.source, port, channel, kind: item.kind });
    }
  }

  /** Everything as text, with the gauges as this status has them. */
  text(status: RelayerStatus | undefined, now: Date = new Date()): Promise<string> {
    for (const gauge of [this.#state, this.#backlog, this.#expiry, this.#active, this.#balance]) gauge.reset();
    for (const gauge of [this.#height, this.#silent]) gauge.reset();
    if (status === undefined) return this.registry.metrics();
    const { chainId: chain, height, account } = status.provider;
    if (height !== undefined) this.#height.set({ chain }, Number(height));
    this.#account(chain, account);
    for (const path of status.paths) this.#path(path, now);
    return this.registry.metrics();
  }

  #path(status: PathStatus, now: Date): void {
    const path = status.name;
    for (const state of pathStates) this.#state.set({ path, state }, state === status.state ? 1 : 0);
    for (const channel of status.channels) {
      if (channel.backlog === undefined) continue;
      const onProvider = { port: channel.portIdOnProvider, channel: channel.channelIdOnProvider };
      const onConsumer = { port: channel.portIdOnConsumer, channel: channel.channelIdOnConsumer };
      this.#backlog.set({ path, source: "provider", ...onProvider }, channel.backlog.fromProvider);
      this.#backlog.set({ path, source: "consumer", ...onConsumer }, channel.backlog.fromConsumer);
    }
    for (const end of [status.provider, status.consumer]) this.#end(path, end, now);
  }

  #end(path: string, { chainId: chain, height, isSilent, client, account }: PathEndStatus, now: Date): void {
    if (chain === undefined) return;
    this.#silent.set({ chain }, isSilent ? 1 : 0);
    if (height !== undefined) this.#height.set({ chain }, Number(height));
    if (client !== undefined) {
      const labels = { path, chain, client: client.clientId };
      this.#expiry.set(labels, Math.max(0, (client.expiresAt.getTime() - now.getTime()) / 1000));
    }
    if (client?.status !== undefined) {
      this.#active.set({ path, chain, client: client.clientId }, client.status === "Active" ? 1 : 0);
    }
    if (account !== undefined) this.#account(chain, account);
  }

  #account(chain: string, { address, denom, balance }: PathAccountStatus): void {
    if (balance !== undefined) this.#balance.set({ chain, address, denom }, Number(balance));
  }

  #counter<L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> {
    return new Counter({ name: `icskit_relay_${name}`, help, labelNames: [...labelNames], registers: [this.registry] });
  }

  #gauge<L extends string>(name: string, help: string, labelNames: readonly L[]): Gauge<L> {
    return new Gauge({ name: `icskit_relay_${name}`, help, labelNames: [...labelNames], registers: [this.registry] });
  }

  #histogram(name: string, help: string, buckets: number[]): Histogram<"path" | "stage" | "source" | "port"> {
    return new Histogram({
      name: `icskit_relay_${name}`,
      help,
      buckets,
      labelNames: ["path", "stage", "source", "port"],
      registers: [this.registry],
    });
  }
}

/** Closing a channel carries no packet. */
const noPacket = { sourcePort: "", sourceChannel: "" };
