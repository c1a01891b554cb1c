import type { ConsumerId } from "../../ccv/identifiers.ts";
import { channelState } from "../channel-state.ts";
import type { Invariant, Violation } from "../invariants/invariant.ts";
import { vscLatency } from "../latency.ts";
import { momentOf } from "../moment.ts";
import type { ChainRole } from "../observer-event.ts";
import { summarizeConsumer } from "../summary/consumer-summary.ts";
import type { RewardTimeline, Timeline, VscTimeline } from "../timeline.ts";
import { vscProgress } from "../vsc-progress.ts";
import { clockSkew } from "./clock-skew.ts";
import type { LastBlock } from "./report-collector.ts";
import type {
  MeterReading,
  ReportData,
  ReportedChain,
  ReportedInvariant,
  ReportedNote,
  ReportedSet,
  ReportedVsc,
} from "./report-data.ts";
import type { NoteList } from "./report-notes.ts";
import { isInRange, type ReportRange } from "./report-range.ts";
import { reportedSlashes } from "./report-slashes.ts";

/** All that was collected for a report. */
export interface Collected {
  readonly consumerId: ConsumerId;
  readonly range: ReportRange;
  readonly invariants: readonly Invariant[];
  readonly timeline: Timeline;
  readonly sets: readonly ReportedSet[];
  readonly meter: readonly MeterReading[];
  readonly notes: Readonly<Record<NoteList, readonly ReportedNote[]>>;
  readonly violations: readonly Violation[];
  readonly chains: Partial<Readonly<Record<ChainRole, ReportedChain>>>;
  readonly lastBlocks: Partial<Readonly<Record<ChainRole, LastBlock>>>;
}

/** The data of a report from what was collected; `now` is what deadlines are judged by. */
export function reportData(collected: Collected, now: Date): ReportData {
  const { consumerId, range, timeline, notes, violations, chains } = collected;
  const listed = <T extends { readonly height: bigint }>(chain: ChainRole, entries: readonly T[]): T[] =>
    entries.filter(({ height }) => isInRange(range, chain, height));
  return {
    generatedAt: now,
    consumerId,
    provider: chains.provider,
    consumer: chains.consumer,
    summary: summarizeConsumer(timeline, {
      consumerId,
      now,
      violations,
      progress: collected.lastBlocks,
      removalTime: collected.lastBlocks.provider?.removalTime,
    }),
    clockSkew: clockSkew(timeline),
    phases: listed("provider", timeline.phases),
    launchFailures: listed("provider", timeline.launchFailures),
    vscPackets: vscPackets(timeline, range, now),
    validatorSets: collected.sets,
    slashRequests: reportedSlashes(timeline, range),
    slashMeter: collected.meter,
    channel: channelState(timeline),
    clients: clients(timeline),
    ...inOrder(notes),
    rewards: rewards(timeline.rewards, listed),
    invariants: collected.invariants.map(({ name }) => invariant(name, violations)),
  };
}

/** The same for any interleaving of the two chains. */
function inOrder(notes: Collected["notes"]): Collected["notes"] {
  const sorted = Object.entries(notes).map(([list, entries]) => [list, entries.toSorted(byTime)]);
  return Object.fromEntries(sorted);
}

function byTime(left: ReportedNote, right: ReportedNote): number {
  const difference = left.time.getTime() - right.time.getTime();
  return difference || (left.chain === right.chain ? 0 : left.chain === "provider" ? -1 : 1);
}

function vscPackets(timeline: Timeline, range: ReportRange, now: Date): ReportedVsc[] {
  return [...timeline.vscPackets.values()]
    .filter((packet) => isVscInRange(packet, range))
    .toSorted((left, right) => (left.sequence < right.sequence ? -1 : 1))
    .map((packet) => ({ ...packet, status: vscProgress(packet, now).status, latency: vscLatency(packet) }));
}

function isVscInRange({ sent, received, applied, acknowledged, timedOut }: VscTimeline, range: ReportRange): boolean {
  const onProvider = [sent, acknowledged, timedOut].some((at) => at && isInRange(range, "provider", at.height));
  return onProvider || [received, applied].some((at) => at && isInRange(range, "consumer", at.height));
}

function clients({ state }: Timeline): ReportData["clients"] {
  return (["provider", "consumer"] as const).flatMap((chain) => {
    const reading = state[chain];
    return reading?.client
      ? [{ ...reading.client, chain, readAt: { height: reading.height, time: reading.time, txHash: undefined } }]
      : [];
  });
}

function rewards(
  { split, scheduled, distributed, denoms }: RewardTimeline,
  listed: <T extends { readonly height: bigint }>(chain: ChainRole, entries: readonly T[]) => T[],
): RewardTimeline {
  return {
    split: listed("consumer", split),
    scheduled: listed("provider", scheduled),
    distributed: listed("provider", distributed),
    denoms: listed("provider", denoms),
  };
}

function invariant(name: string, violations: readonly Violation[]): ReportedInvariant {
  const own = violations.filter((violation) => violation.invariant === name);
  return {
    name,
    violations: own.map(({ event, reason }) => ({ chain: event.chain, ...momentOf(event), reason })),
  };
}
