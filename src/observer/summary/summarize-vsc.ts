import { vscLatency } from "../latency.ts";
import { isVscEndedByState } from "../packet-ends.ts";
import type { Timeline, VscTimeline } from "../timeline.ts";
import { type VscQueue, vscProgress, vscQueue } from "../vsc-progress.ts";
import { type Quantiles, quantiles } from "./quantiles.ts";

/** A VSC packet on its way. */
export interface PendingVsc {
  readonly sequence: bigint;
  readonly valsetUpdateId: bigint;
  readonly sentAt: Date;
  readonly sentHeight: bigint;
  readonly timeoutTime: Date;
  /** By the consumer's clock; negative: a relayer can close the channel with it. */
  readonly secondsToTimeout: number;
}

/** How long packets took, of those kept; undefined where none got so far. */
export interface VscLatencies {
  /** From the block that sent it to the one that received it, or that took in its acknowledgement. */
  readonly receivedSeconds: Quantiles | undefined;
  readonly acknowledgedSeconds: Quantiles | undefined;
  /** Blocks of the provider. */
  readonly acknowledgedBlocks: Quantiles | undefined;
}

/** The VSC packets of a consumer; counts go over all that were seen. */
export interface VscSummary {
  readonly sent: number;
  readonly received: number;
  readonly acknowledged: number;
  readonly timedOut: number;
  readonly refused: number;
  /** Sent, and neither received nor timed out. */
  readonly pending: number;
  readonly oldestPending: PendingVsc | undefined;
  readonly last: VscTimeline | undefined;
  /** Changes that wait on the provider, and for what. */
  readonly queue: VscQueue | undefined;
  readonly latency: VscLatencies;
}

/** What is on its way, and how often each step was seen, at a time of the consumer's clock. */
export function countVsc(timeline: Timeline, consumerClock: Date): Omit<VscSummary, "last" | "queue" | "latency"> {
  const open = [...timeline.vscPackets.values()].filter((vsc) => !isVscEndedByState(timeline, vsc));
  const pending = open.flatMap((vsc) => pendingVsc(vsc, consumerClock));
  const oldestPending = pending.toSorted(bySequence)[0];
  const { sent, received, acknowledged, timedOut, refused } = timeline.counts.vsc;
  return { sent, received, acknowledged, timedOut, refused, pending: pending.length, oldestPending };
}

/** All of the VSC packets at a time of the consumer's clock. */
export function summarizeVsc(timeline: Timeline, consumerClock: Date): VscSummary {
  const packets = [...timeline.vscPackets.values()].toSorted(bySequence);
  return {
    ...countVsc(timeline, consumerClock),
    last: packets.at(-1),
    queue: vscQueue(timeline),
    latency: latencies(packets),
  };
}

function bySequence(left: { readonly sequence: bigint }, right: { readonly sequence: bigint }): number {
  return left.sequence < right.sequence ? -1 : 1;
}

function pendingVsc(vsc: VscTimeline, clock: Date): readonly PendingVsc[] {
  const { secondsToTimeout } = vscProgress(vsc, clock);
  const { sequence, sent } = vsc;
  if (sent === undefined || secondsToTimeout === undefined) return [];
  const { packet, time: sentAt, height: sentHeight, timeoutTime } = sent;
  return [{ sequence, valsetUpdateId: packet.valsetUpdateId, sentAt, sentHeight, timeoutTime, secondsToTimeout }];
}

function latencies(packets: readonly VscTimeline[]): VscLatencies {
  const each = packets.map(vscLatency);
  return {
    receivedSeconds: quantiles(each.map(({ sentToReceivedSeconds }) => sentToReceivedSeconds)),
    acknowledgedSeconds: quantiles(each.map(({ sentToAcknowledgedSeconds }) => sentToAcknowledgedSeconds)),
    acknowledgedBlocks: quantiles(
      each.map(({ sentToAcknowledgedBlocks: blocks }) => (blocks === undefined ? undefined : Number(blocks))),
    ),
  };
}
