import type { ChainConnection } from "../../chain/chain-connection.ts";
import { isIcsError } from "../../errors.ts";
import type { PacketIdentifier } from "../../ibc/packet-events.ts";
import type { Relayed } from "../packets/relay-loop.ts";

/** How long one packet took, counted from the block that sent it. */
export interface PacketLatency {
  /** received: into a block of its receiver; acknowledged: into a block of its sender. */
  readonly stage: "received" | "acknowledged";
  readonly portId: string;
  /** The sender's channel. */
  readonly channelId: string;
  readonly sequence: bigint;
  /** By block times. */
  readonly seconds: number;
  /** Blocks of the chain that took it in, whose time is after the sending; the one that took it in counts. */
  readonly blocks: number;
}

/** Packets of which the sending is remembered until they are acknowledged. */
const REMEMBERED = 10_000;
/** Blocks that a connection keeps: older ones are a backlog, whose waiting says nothing of the relaying. */
const RECENT = 60n;
/** Some blocks no node can tell. */
const PATIENCE_MS = 60_000;

/** Measures what a path carries, from blocks that were read for relaying anyway. */
export class LatencyMeter {
  readonly #sent = new Map<string, { readonly height: bigint; readonly time: Date }>();

  /** The latencies of what one transaction carried; packets of an old backlog are left out. */
  async measure(
    { tx, items }: Relayed,
    source: ChainConnection,
    destination: ChainConnection,
    signal: AbortSignal,
  ): Promise<readonly PacketLatency[]> {
    const latencies: PacketLatency[] = [];
    for (const item of items) {
      if (item.kind === "packet") {
        const sent = await this.#timeOf(source, item.height, signal);
        if (sent === undefined) continue;
        this.#remember(item.packet, { height: item.height, time: sent });
        const blocks = await this.#blocksAfter(destination, tx.height, sent, signal);
        if (blocks !== undefined) latencies.push(latency("received", item.packet, tx.time, sent, blocks));
      } else if (item.kind === "acknowledgement") {
        const sent = this.#sent.get(keyOf(item.packet));
        this.#sent.delete(keyOf(item.packet));
        if (sent)
          latencies.push(latency("acknowledged", item.packet, tx.time, sent.time, Number(tx.height - sent.height)));
      }
    }
    return latencies;
  }

  #remember(packet: PacketIdentifier, sent: { height: bigint; time: Date }): void {
    this.#sent.set(keyOf(packet), sent);
    const [oldest] = this.#sent.keys();
    if (this.#sent.size > REMEMBERED && oldest !== undefined) this.#sent.delete(oldest);
  }

  async #timeOf(chain: ChainConnection, height: bigint, signal: AbortSignal): Promise<Date | undefined> {
    if (height <= chain.knownHeight - RECENT) return undefined;
    try {
      return (await chain.block(height, { signal, timeoutMs: PATIENCE_MS })).time;
    } catch (error) {
      if (isIcsError(error)) return undefined; // A block that cannot be read costs a measurement, nothing else.
      throw error;
    }
  }

  async #blocksAfter(
    chain: ChainConnection,
    included: bigint,
    sent: Date,
    signal: AbortSignal,
  ): Promise<number | undefined> {
    for (let height = included - 1n; height > 0n; height -= 1n) {
      const time = await this.#timeOf(chain, height, signal);
      if (time === undefined) return undefined;
      if (time <= sent) return Number(included - height);
    }
    return undefined;
  }
}

function keyOf({ sourcePort, sourceChannel, sequence }: PacketIdentifier): string {
  return `${sourcePort}/${sourceChannel}#${sequence}`;
}

function latency(
  stage: PacketLatency["stage"],
  { sourcePort, sourceChannel, sequence }: PacketIdentifier,
  taken: Date,
  sent: Date,
  blocks: number,
): PacketLatency {
  const seconds = Math.max(0, taken.getTime() - sent.getTime()) / 1000;
  return { stage, portId: sourcePort, channelId: sourceChannel, sequence, seconds, blocks };
}
