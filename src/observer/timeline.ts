import type { FeesDistributed, SlashRequested } from "../ccv/consumer-events.ts";
import type { ConsumerPhase } from "../ccv/phase.ts";
import type {
  ConsumerDoubleVotingSubmitted,
  ConsumerMisbehaviourSubmitted,
  ConsumerUpdated,
  RewardDenomsChanged,
  RewardsDistributed,
  RewardsScheduled,
} from "../ccv/provider-events.ts";
import type { ValidatorSet, ValidatorUpdate } from "../ccv/validator-set.ts";
import type {
  BlocksMissing,
  ChainRestarted,
  ChainRole,
  ChannelClosed,
  InfractionParametersChanged,
  LaunchFailed,
  PowerShapingChanged,
  SlashPacketAcknowledged,
  SlashPacketReceived,
  SlashPacketSent,
  StateDisagrees,
  StateMissing,
  ValidatorJailed,
  ValidatorSetApplied,
  ValidatorUnjailed,
  VscPacketAcknowledged,
  VscPacketReceived,
  VscPacketSent,
} from "./observer-event.ts";
import type { ConsumerReading, ProviderReading } from "./readings.ts";

/** When and where something happened, on the chain that the name of the field implies. */
export interface Moment {
  readonly height: bigint;
  readonly time: Date;
  readonly txHash: string | undefined;
}

/** The way of one VSC packet; what has not been seen is absent. */
export interface VscTimeline {
  readonly sequence: bigint;
  readonly sent?: Moment & Pick<VscPacketSent, "packet" | "timeoutTime">;
  readonly received?: Moment & Pick<VscPacketReceived, "packet" | "verdict" | "timeoutTime">;
  /** Handed to CometBFT, which lets the set sign from `effectiveHeight` on. */
  readonly applied?: Moment & Pick<ValidatorSetApplied, "effectiveHeight">;
  readonly acknowledged?: Moment & Pick<VscPacketAcknowledged, "verdict">;
  readonly timedOut?: Moment;
}

/** The way of one slash packet; a retry after a bounce is a packet of its own. */
export interface SlashTimeline {
  readonly sequence: bigint;
  readonly sent?: Moment & Pick<SlashPacketSent, "packet" | "timeoutTime">;
  readonly received?: Moment &
    Pick<SlashPacketReceived, "packet" | "verdict" | "executedOn" | "timeoutTime"> &
    SlashGround;
  readonly acknowledged?: Moment & Pick<SlashPacketAcknowledged, "verdict">;
  readonly timedOut?: Moment;
}

/** What the provider went by when it received a slash packet, as far as it was seen. */
export interface SlashGround {
  readonly phase: ConsumerPhase | undefined;
  /** Whether the validator was in the set that the provider had computed for the consumer. */
  readonly isInSet: boolean | undefined;
}

/** What a validator last did for this consumer. */
export interface ValidatorTimeline {
  readonly providerOperatorAddress: string;
  /** The later of the two counts, from the next epoch on. */
  readonly optedIn?: Moment;
  readonly optedOut?: Moment;
  /** By opting in with a key, or by assigning one; JSON text. */
  readonly key?: Moment & { readonly consumerKey: string };
  readonly commission?: Moment & { readonly commissionRate: string };
}

/** Rewards on their way: amounts are coins as text where they may be of several denoms. */
export interface RewardTimeline {
  /** On the consumer: what waited for the provider, and what was sent of it. */
  readonly split: readonly (Moment & Pick<FeesDistributed, "total" | "toProvider" | "fraction">)[];
  /** On the provider: rewards that have arrived. */
  readonly scheduled: readonly (Moment & Pick<RewardsScheduled, "denom" | "amount">)[];
  readonly distributed: readonly (Moment & Pick<RewardsDistributed, "total" | "distributed" | "communityPool">)[];
  /** Changes of the denoms in which any consumer may pay. */
  readonly denoms: readonly (Moment & Pick<RewardDenomsChanged, "added" | "removed">)[];
}

/** One end of one channel. */
export interface ChannelTimeline {
  readonly portId: string;
  readonly channelId: string;
  readonly counterpartyChannelId: string;
  readonly opened?: Moment;
  readonly closed?: Moment & Pick<ChannelClosed, "cause">;
}

/** The consumer's CometBFT set: as its blocks say it must be, and as it was read. */
export interface ConsumerSetTimeline {
  /** Where following began. */
  readonly base?: { readonly height: bigint; readonly set: ValidatorSet };
  /** Updates handed to CometBFT and not yet compared with a reading. */
  readonly scheduled: readonly { readonly effectiveHeight: bigint; readonly updates: readonly ValidatorUpdate[] }[];
  readonly lastRead?: { readonly height: bigint; readonly expected: ValidatorSet; readonly actual: ValidatorSet };
}

/** A validator's key that left a chain's set. */
export type PowerLoss = Moment & { readonly pubkey: Uint8Array };

/** All that is known of a consumer pair, whatever the order in which the two chains were read. */
export interface Timeline {
  readonly phases: readonly (Moment & { readonly phase: ConsumerPhase })[];
  readonly launchFailures: readonly (Moment & Pick<LaunchFailed, "reason" | "spawnTime" | "optedIn">)[];
  /** The consumer's first height, by the provider's client; undefined before launch or with an older connection. */
  readonly initialHeight?: bigint;
  /** The set in the consumer's genesis, by the provider. */
  readonly initialSet?: ValidatorSet;
  /**
   * The genesis set, or where the launch was not seen the one first read of a provider that had nothing left to send, and
   * every VSC packet sent since; undefined where a block since was not seen.
   */
  readonly computedSet?: ValidatorSet | undefined;
  /** By sequence. */
  readonly vscPackets: ReadonlyMap<bigint, VscTimeline>;
  /** By sequence. */
  readonly slashPackets: ReadonlyMap<bigint, SlashTimeline>;
  /** The consumer's last two receipts, in the order of its blocks. */
  readonly receivedSequences: { readonly last?: bigint; readonly previous?: bigint };
  /** By chain, then by "port/channel". */
  readonly channels: Readonly<Record<ChainRole, ReadonlyMap<string, ChannelTimeline>>>;
  readonly consumerSet: ConsumerSetTimeline;
  readonly jailings: readonly (Moment & Pick<ValidatorJailed, "providerConsensusAddress" | "evidence" | "reason">)[];
  readonly unjailings: readonly (Moment & Pick<ValidatorUnjailed, "providerOperatorAddress">)[];
  readonly powerLosses: Readonly<Record<ChainRole, readonly PowerLoss[]>>;
  /** By provider operator address. */
  readonly validators: ReadonlyMap<string, ValidatorTimeline>;
  /** Changes by the consumer's owner. */
  readonly updates: readonly (Moment & Omit<ConsumerUpdated, "kind" | "consumerId">)[];
  /** As they were first read, and each change. */
  readonly powerShaping: readonly (Moment & Pick<PowerShapingChanged, "to">)[];
  readonly infractionParameters: readonly (Moment & Pick<InfractionParametersChanged, "to">)[];
  readonly rewards: RewardTimeline;
  /** Slash packets queued on the consumer, sent or not. */
  readonly slashRequests: readonly (Moment & Omit<SlashRequested, "kind">)[];
  /** Evidence of double votes and of attacks on light clients that the provider took in. */
  readonly doubleVotes: readonly (Moment & Pick<ConsumerDoubleVotingSubmitted, "submitterAddress">)[];
  readonly misbehaviours: readonly (Moment &
    Omit<ConsumerMisbehaviourSubmitted, "kind" | "consumerId" | "consumerChainId" | "misbehaviour">)[];
  /** The last reading of each chain's state, where state is read. */
  readonly state: { readonly provider?: Moment & ProviderReading; readonly consumer?: Moment & ConsumerReading };
  /** Where a chain's state contradicted its events. */
  readonly disagreements: Readonly<Record<ChainRole, readonly (Moment & Omit<StateDisagrees, "kind">)[]>>;
  /** What could not be observed: nothing else of the timeline covers it. */
  readonly missing: Readonly<Record<ChainRole, readonly Missing[]>>;
  readonly restarts: Readonly<Record<ChainRole, readonly (Moment & Omit<ChainRestarted, "kind">)[]>>;
  /** How many finished packets were left out to save memory. */
  readonly forgotten: { readonly vsc: number; readonly slash: number };
  /** How often each step was seen, of packets that were left out too. */
  readonly counts: PacketCounts;
}

/** How often each step of a packet's way was seen. */
export interface PacketCounts {
  readonly vsc: {
    readonly sent: number;
    readonly received: number;
    /** Answered with an error; of those received. */
    readonly refused: number;
    readonly acknowledged: number;
    readonly timedOut: number;
  };
  /** Of those that the provider has received, by `slashOutcome`'s status; sent and timedOut by the consumer. */
  readonly slash: {
    readonly sent: number;
    readonly executed: number;
    readonly dropped: number;
    readonly logged: number;
    readonly bounced: number;
    readonly refused: number;
    readonly timedOut: number;
  };
}

/** Blocks or state that could not be read. */
export type Missing = Moment & (BlocksMissing | StateMissing);

/** The timeline before the first event. */
export function createTimeline(): Timeline {
  return {
    phases: [],
    launchFailures: [],
    vscPackets: new Map(),
    slashPackets: new Map(),
    receivedSequences: {},
    channels: { provider: new Map(), consumer: new Map() },
    consumerSet: { scheduled: [] },
    jailings: [],
    unjailings: [],
    powerLosses: { provider: [], consumer: [] },
    validators: new Map(),
    updates: [],
    powerShaping: [],
    infractionParameters: [],
    rewards: { split: [], scheduled: [], distributed: [], denoms: [] },
    slashRequests: [],
    doubleVotes: [],
    misbehaviours: [],
    state: {},
    disagreements: { provider: [], consumer: [] },
    missing: { provider: [], consumer: [] },
    restarts: { provider: [], consumer: [] },
    forgotten: { vsc: 0, slash: 0 },
    counts: {
      vsc: { sent: 0, received: 0, refused: 0, acknowledged: 0, timedOut: 0 },
      slash: { sent: 0, executed: 0, dropped: 0, logged: 0, bounced: 0, refused: 0, timedOut: 0 },
    },
  };
}
