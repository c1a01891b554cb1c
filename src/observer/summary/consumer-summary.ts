import type { ConsumerId } from "../../ccv/identifiers.ts";
import type { ConsumerPhase } from "../../ccv/phase.ts";
import { type ChannelState, channelState } from "../channel-state.ts";
import { currentPhase } from "../current-phase.ts";
import type { Violation } from "../invariants/invariant.ts";
import type { ChainRole } from "../observer-event.ts";
import { type SlashRequest, slashRequests } from "../slash-requests.ts";
import type { ChannelTimeline, Missing, Moment, Timeline } from "../timeline.ts";
import type { Health } from "./health-codes.ts";
import { type HealthLimits, judgeHealth } from "./judge-health.ts";
import { type ClientSummary, summarizeClient } from "./summarize-client.ts";
import { type SetLag, summarizeSetLag } from "./summarize-set-lag.ts";
import { summarizeValidators, type ValidatorSummary } from "./summarize-validators.ts";
import { countVsc, summarizeVsc, type VscSummary } from "./summarize-vsc.ts";

/** How far a chain was read. */
export interface ChainProgress {
  readonly chainId: string;
  /** The last block that was read. */
  readonly height: bigint;
  /** That block's time: the chain's own clock. */
  readonly time: Date;
  /** When it was read, by the observer's clock; undefined where it was not read live. */
  readonly seenAt?: Date;
  /** The chain's latest height when observing began; below it history is read. */
  readonly tip?: bigint;
  /** Set while this is what a store held, and no block was read since: what is now is not known yet. */
  readonly isStored?: true;
}

/** What a summary is made of besides the timeline. */
export interface SummaryInput {
  readonly consumerId: ConsumerId;
  /** The observer's clock. Countdowns go by the chains' own clocks where these are known. */
  readonly now: Date;
  /** What its owner calls it. */
  readonly name?: string | undefined;
  readonly chainId?: string | undefined;
  readonly progress?: { readonly [Role in ChainRole]?: ChainProgress | undefined } | undefined;
  /** When a stopped consumer is deleted. */
  readonly removalTime?: Date | undefined;
  readonly violations?: readonly Violation[] | undefined;
  /** What ended its observer. */
  readonly failure?: unknown;
  readonly limits?: HealthLimits | undefined;
  /** The consumer's parameter; default its stock value of an hour. */
  readonly retryDelaySeconds?: number | undefined;
}

/** How many rewards were seen on their way; as coins in text, the last ones. */
export interface RewardSummary {
  readonly splits: number;
  readonly scheduled: number;
  readonly distributions: number;
  readonly lastSplit: Timeline["rewards"]["split"][number] | undefined;
  readonly lastScheduled: Timeline["rewards"]["scheduled"][number] | undefined;
  readonly lastDistributed: Timeline["rewards"]["distributed"][number] | undefined;
}

/** The slash meter, and every punishment that the consumer asked for. */
export interface SlashSummary {
  /** In voting power, by the last reading; negative: slash packets of every consumer bounce. */
  readonly meter: bigint | undefined;
  readonly allowance: bigint | undefined;
  /** When the meter next gains the allowance. */
  readonly nextReplenishTime: Date | undefined;
  /** In the consumer's order; those kept of them. */
  readonly requests: readonly SlashRequest[];
}

/** The CCV channel, and what its state means. */
export interface ChannelSummary extends ChannelState {
  /** One sentence. */
  readonly meaning: string;
}

/** All that there is to say of one consumer at one moment: what terminal, page, API, metrics and reports show. */
export interface ConsumerSummary {
  readonly consumerId: ConsumerId;
  readonly name: string | undefined;
  readonly chainId: string | undefined;
  readonly at: Date;
  readonly health: Health;
  readonly phase: ConsumerPhase | undefined;
  /** When it was first seen in this phase. */
  readonly phaseSince: Moment | undefined;
  readonly removalTime: Date | undefined;
  readonly provider: ChainProgress | undefined;
  readonly consumer: ChainProgress | undefined;
  readonly channel: ChannelSummary;
  /** Ends of other channels of this pair, such as that of the rewards. */
  readonly otherChannels: Readonly<Record<ChainRole, readonly ChannelTimeline[]>>;
  readonly setLag: SetLag;
  /** By provider's power, descending, then consumer's. */
  readonly validators: readonly ValidatorSummary[];
  readonly vsc: VscSummary;
  readonly slash: SlashSummary;
  /** The provider's client of the consumer, and the consumer's client of the provider, by the last readings. */
  readonly clients: { readonly provider: ClientSummary | undefined; readonly consumer: ClientSummary | undefined };
  readonly launchFailures: Timeline["launchFailures"];
  readonly violations: readonly Violation[];
  readonly disagreements: Timeline["disagreements"];
  readonly missing: Readonly<Record<ChainRole, readonly Missing[]>>;
  readonly restarts: Timeline["restarts"];
  readonly rewards: RewardSummary;
  /** What ended its observer. */
  readonly failure: unknown;
}

const meanings: Readonly<Record<ChannelState["status"], string>> = {
  none: "No channel yet: the consumer runs the set of its genesis",
  opening: "The handshake is not finished: the consumer runs the set of its genesis",
  open: "Changes of the set, slashes and rewards can pass",
  "half-closed":
    "One end has closed: nothing passes any more, and the other end waits in vain until a relayer tells it",
  closed: "Both ends have closed: nothing passes any more, and the consumer goes on with the set that it has",
};

/** The stock value of a consumer's `retry_delay_period`. */
const STOCK_RETRY_SECONDS = 3_600;

/** What a timeline says of its consumer. Pure: the same input gives the same summary. */
export function summarizeConsumer(timeline: Timeline, input: SummaryInput): ConsumerSummary {
  const { name, progress = {} } = input;
  const facts = healthFacts(timeline, input);
  return {
    ...facts,
    health: judgeHealth(facts, input.limits),
    name,
    chainId: input.chainId ?? progress.consumer?.chainId,
    otherChannels: { provider: otherEnds(timeline, "provider"), consumer: otherEnds(timeline, "consumer") },
    validators: summarizeValidators(timeline),
    vsc: summarizeVsc(timeline, consumerClock(input)),
    slash: {
      ...facts.slash,
      requests: slashRequests(timeline, input.retryDelaySeconds ?? STOCK_RETRY_SECONDS),
    },
    rewards: summarizeRewards(timeline.rewards),
  };
}

/** The health of a summary without the rest, which costs more. */
export function summarizeHealth(timeline: Timeline, input: SummaryInput): Health {
  return judgeHealth(healthFacts(timeline, input), input.limits);
}

function healthFacts(timeline: Timeline, input: SummaryInput) {
  const { consumerId, now: at, progress = {}, violations = [], failure } = input;
  const { state, launchFailures, disagreements, missing, restarts } = timeline;
  const { provider, consumer } = progress;
  const phase = currentPhase(timeline);
  const channel = channelState(timeline);
  return {
    ...{ consumerId, at, provider, consumer, violations, failure, launchFailures, disagreements, missing, restarts },
    phase: phase?.phase,
    phaseSince: phase?.since,
    removalTime: phase?.phase === "STOPPED" ? input.removalTime : undefined,
    channel: { ...channel, meaning: meanings[channel.status] },
    setLag: summarizeSetLag(timeline, provider ?? { time: at }),
    vsc: countVsc(timeline, consumerClock(input)),
    slash: {
      meter: state.provider?.slashMeter,
      allowance: state.provider?.slashMeterAllowance,
      nextReplenishTime: state.provider?.nextReplenishTime,
    },
    clients: {
      provider: summarizeClient(state.provider?.client, provider?.time ?? at),
      consumer: summarizeClient(state.consumer?.client, consumer?.time ?? at),
    },
  };
}

/** By which VSC packets time out. */
function consumerClock({ progress, now }: SummaryInput): Date {
  return progress?.consumer?.time ?? progress?.provider?.time ?? now;
}

function otherEnds({ channels }: Timeline, role: ChainRole): readonly ChannelTimeline[] {
  return [...channels[role].values()].filter(({ portId }) => portId !== role);
}

function summarizeRewards({ split, scheduled, distributed }: Timeline["rewards"]): RewardSummary {
  return {
    splits: split.length,
    scheduled: scheduled.length,
    distributions: distributed.length,
    lastSplit: split.at(-1),
    lastScheduled: scheduled.at(-1),
    lastDistributed: distributed.at(-1),
  };
}
