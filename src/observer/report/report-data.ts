import type { ConsumerId } from "../../ccv/identifiers.ts";
import type { ConsumerPhase } from "../../ccv/phase.ts";
import type { ChannelState } from "../channel-state.ts";
import type { VscLatency } from "../latency.ts";
import type { ChainRole } from "../observer-event.ts";
import type { LightClientReading } from "../readings.ts";
import type { SlashOutcome } from "../slash-outcome.ts";
import type { ConsumerSummary } from "../summary/consumer-summary.ts";
import type { Moment, RewardTimeline, Timeline, VscTimeline } from "../timeline.ts";
import type { VscStatus } from "../vsc-progress.ts";
import type { ClockSkew } from "./clock-skew.ts";

/** Where something happened. */
export interface ReportMoment extends Moment {
  readonly chain: ChainRole;
}

/** The part of one chain that a report covers. */
export interface ReportedChain {
  readonly chainId: string;
  /** The first and last events in the range; undefined where nothing happened in it. */
  readonly first: Moment | undefined;
  readonly last: Moment | undefined;
  /** The heights that were asked for; undefined for all that is known. */
  readonly from: bigint | undefined;
  readonly to: bigint | undefined;
  readonly events: number;
}

/** A VSC packet that had a step in the range. */
export interface ReportedVsc extends VscTimeline {
  readonly status: VscStatus;
  readonly latency: VscLatency;
}

/** A punishment that the consumer asked for; `requested` is undefined where only its packet was seen. */
export interface ReportedSlash {
  readonly requested: Moment | undefined;
  /** Under the provider's prefix. */
  readonly consumerConsensusAddress: string;
  readonly infraction: string;
  readonly tries: readonly { readonly sequence: bigint; readonly sent: Moment | undefined; readonly verdict: string }[];
  /** Of the last try; undefined while it is queued. */
  readonly outcome: SlashOutcome | undefined;
}

/** The consumer's set from a height on. */
export interface ReportedSet {
  readonly effectiveHeight: bigint;
  /** Of the block that changed it, or at which it was read. */
  readonly time: Date;
  /** read: the whole set; applied: what changed, power 0 for who left. */
  readonly by: "read" | "applied";
  readonly powers: readonly { readonly consumerConsensusAddress: string; readonly power: bigint }[];
  readonly validators: number;
  readonly totalPower: bigint;
}

/** The slash meter at one reading. */
export interface MeterReading extends Moment {
  readonly slashMeter: bigint;
  readonly slashMeterAllowance: bigint;
}

/** One event in words: who or what, what became of it, and what else is known. */
export interface ReportedNote extends ReportMoment {
  readonly subject: string;
  readonly change: string;
  readonly detail: string;
}

/** Whether one invariant held. */
export interface ReportedInvariant {
  readonly name: string;
  readonly violations: readonly (ReportMoment & { readonly reason: string })[];
}

/** Everything that a report of one consumer says: what the page shows, as data. */
export interface ReportData {
  readonly generatedAt: Date;
  readonly consumerId: ConsumerId;
  readonly provider: ReportedChain | undefined;
  readonly consumer: ReportedChain | undefined;
  /** As it stood at the end of the range. */
  readonly summary: ConsumerSummary;
  readonly clockSkew: ClockSkew;
  readonly phases: readonly (Moment & { readonly phase: ConsumerPhase })[];
  readonly launchFailures: Timeline["launchFailures"];
  readonly vscPackets: readonly ReportedVsc[];
  readonly validatorSets: readonly ReportedSet[];
  readonly slashRequests: readonly ReportedSlash[];
  readonly slashMeter: readonly MeterReading[];
  readonly channel: ChannelState;
  readonly channelEnds: readonly ReportedNote[];
  readonly clients: readonly (LightClientReading & { readonly chain: ChainRole; readonly readAt: Moment })[];
  readonly validatorChanges: readonly ReportedNote[];
  readonly ownerChanges: readonly ReportedNote[];
  readonly evidence: readonly ReportedNote[];
  readonly rewards: RewardTimeline;
  readonly invariants: readonly ReportedInvariant[];
  /** Blocks and state that could not be read, chains that were replaced, and what could not be decoded. */
  readonly gaps: readonly ReportedNote[];
  readonly disagreements: readonly ReportedNote[];
}
