import type { ConsumerPhase } from "../ccv/phase.ts";
import type { ValidatorSet, ValidatorUpdate } from "../ccv/validator-set.ts";
import type {
  ChainRole,
  ChannelClosed,
  LaunchFailed,
  SlashPacketAcknowledged,
  SlashPacketReceived,
  SlashPacketSent,
  ValidatorJailed,
  ValidatorSetApplied,
  ValidatorUnjailed,
  VscPacketAcknowledged,
  VscPacketReceived,
  VscPacketSent,
} from "./observer-event.ts";

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
  readonly received?: Moment & Pick<SlashPacketReceived, "packet" | "verdict" | "executedOn" | "timeoutTime">;
  readonly acknowledged?: Moment & Pick<SlashPacketAcknowledged, "verdict">;
  readonly timedOut?: Moment;
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
}

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
  };
}
