import type { SlashVerdict, VscVerdict } from "../ccv/acknowledgement.ts";
import type { ConsumerModuleEvent } from "../ccv/consumer-events.ts";
import type { ConsumerPhase } from "../ccv/phase.ts";
import type { ProviderModuleEvent } from "../ccv/provider-events.ts";
import type { SlashPacket } from "../ccv/slash-packet.ts";
import type { ValidatorUpdate } from "../ccv/validator-set.ts";
import type { VscPacket } from "../ccv/vsc-packet.ts";
import type { InfractionParameters, PowerShapingParameters } from "../provider/parameters.ts";
import type { ConsumerReading, ProviderReading } from "./readings.ts";

/** A side of a consumer pair. */
export type ChainRole = "provider" | "consumer";

/** Where and when something happened. */
export interface Occurrence {
  readonly chain: ChainRole;
  readonly chainId: string;
  readonly height: bigint;
  /** The block's time. */
  readonly time: Date;
  /** Undefined for what a block's begin or end did, and for what was read from state. */
  readonly txHash: string | undefined;
}

/** The packet that an event is about; sequences count per direction. */
interface OfPacket {
  readonly sequence: bigint;
  /** The channel's id on the provider and on the consumer. */
  readonly providerChannelId: string;
  readonly consumerChannelId: string;
}

/** From the provider's state: events do not tell of stopped, deleted and failed consumers. */
export interface ConsumerPhaseChanged {
  readonly kind: "consumerPhaseChanged";
  /** Undefined for the first phase that was seen. */
  readonly from: ConsumerPhase | undefined;
  readonly to: ConsumerPhase;
  readonly spawnTime: Date | undefined;
}

/** Why a launch failed. `unknown` covers what only the node's log says. */
export type LaunchFailureReason = "nobody-opted-in" | "nobody-active-opted-in" | "unknown";

/** The spawn time came, and the provider put the consumer back to REGISTERED without a word. */
export interface LaunchFailed {
  readonly kind: "launchFailed";
  readonly reason: LaunchFailureReason;
  /** The spawn time that was reset. */
  readonly spawnTime: Date | undefined;
  /** Provider consensus addresses of those who had opted in. */
  readonly optedIn: readonly string[];
}

/** The consumer's genesis set, read from the provider after the launch. */
export interface InitialValidatorsRead {
  readonly kind: "initialValidatorsRead";
  readonly validators: readonly ValidatorUpdate[];
}

/** One end of a channel has opened: CCV on port provider or consumer, rewards on port transfer. */
export interface ChannelOpened extends ChannelEnd {
  readonly kind: "channelOpened";
}

/** One end of a channel has closed; the other stays open until a relayer tells it. */
export interface ChannelClosed extends ChannelEnd {
  readonly kind: "channelClosed";
  /** timeout: a packet timed out; self: the chain closed it; counterparty: the other end was closed before. */
  readonly cause: "timeout" | "self" | "counterparty";
}

interface ChannelEnd {
  readonly portId: string;
  readonly channelId: string;
  readonly counterpartyChannelId: string;
  readonly connectionId: string;
}

/** The provider has sent a change of the set. */
export interface VscPacketSent extends OfPacket {
  readonly kind: "vscPacketSent";
  readonly packet: VscPacket;
  readonly timeoutTime: Date;
}

/** The consumer has taken in, or refused, a change of the set. */
export interface VscPacketReceived extends OfPacket {
  readonly kind: "vscPacketReceived";
  readonly packet: VscPacket;
  readonly verdict: VscVerdict;
  readonly timeoutTime: Date;
}

/** The consumer's block has handed a changed set to CometBFT. */
export interface ValidatorSetApplied {
  readonly kind: "validatorSetApplied";
  readonly updates: readonly ValidatorUpdate[];
  /** The VSC packets that this block received, ascending. */
  readonly sequences: readonly bigint[];
  /** First height that the new set signs. */
  readonly effectiveHeight: bigint;
}

/** CometBFT's set of the consumer, read at this height. */
export interface ValidatorSetRead {
  readonly kind: "validatorSetRead";
  readonly validators: readonly ValidatorUpdate[];
}

/** The provider has learned the consumer's verdict. */
export interface VscPacketAcknowledged extends OfPacket {
  readonly kind: "vscPacketAcknowledged";
  /** Undefined where the module said nothing of the outcome. */
  readonly verdict: VscVerdict | undefined;
}

/** The provider has learned that a packet came too late; it stops the consumer for it. */
export interface VscPacketTimedOut extends OfPacket {
  readonly kind: "vscPacketTimedOut";
}

/** The consumer has asked for a punishment. */
export interface SlashPacketSent extends OfPacket {
  readonly kind: "slashPacketSent";
  readonly packet: SlashPacket;
  readonly timeoutTime: Date;
}

/** The provider's verdict. Handled without `executedOn` means that the packet was dropped. */
export interface SlashPacketReceived extends OfPacket {
  readonly kind: "slashPacketReceived";
  readonly packet: SlashPacket;
  readonly verdict: SlashVerdict;
  /** Provider consensus address of the validator that was slashed for it. */
  readonly executedOn: string | undefined;
  readonly timeoutTime: Date;
}

/** The consumer has learned the verdict. */
export interface SlashPacketAcknowledged extends OfPacket {
  readonly kind: "slashPacketAcknowledged";
  readonly verdict: SlashVerdict | undefined;
}

/** The consumer has learned that its packet came too late; its end of the channel is closed. */
export interface SlashPacketTimedOut extends OfPacket {
  readonly kind: "slashPacketTimedOut";
}

/**
 * A validator was jailed on the provider. Staking itself says nothing of it, so the evidence is named.
 * slash-event: x/slashing said so; validator-update: a consumer's slash packet was executed on it, and the same block
 * took its power.
 */
export interface ValidatorJailed {
  readonly kind: "validatorJailed";
  readonly providerConsensusAddress: string;
  readonly evidence: "slash-event" | "validator-update";
  readonly reason: "consumer-downtime" | "provider-downtime" | "provider-double-sign";
}

/** A validator has left jail by a transaction of its own. */
export interface ValidatorUnjailed {
  readonly kind: "validatorUnjailed";
  readonly providerOperatorAddress: string;
}

/** The provider's own CometBFT set changes; acts two heights later. */
export interface PowerChanged {
  readonly kind: "powerChanged";
  readonly updates: readonly ValidatorUpdate[];
}

/** A packet or event that cannot be read; what it would have said is missing from all else. */
export interface Unreadable {
  readonly kind: "unreadable";
  readonly eventType: string;
  readonly reason: string;
}

/** Read from state: the events of a change do not say what changed. */
export interface PowerShapingChanged {
  readonly kind: "powerShapingChanged";
  /** Undefined for the first that were read. */
  readonly from: PowerShapingParameters | undefined;
  readonly to: PowerShapingParameters;
}

/** Read from state: after a launch a change waits for the provider's unbonding time, and comes without an event. */
export interface InfractionParametersChanged {
  readonly kind: "infractionParametersChanged";
  readonly from: InfractionParameters | undefined;
  readonly to: InfractionParameters;
}

/** Blocks that no node asked has: what happened in them is unknown. Placed at the first block after them. */
export interface BlocksMissing {
  readonly kind: "blocksMissing";
  readonly fromHeight: bigint;
  readonly toHeight: bigint;
  /**
   * pruned: the node's first block is a later one, since it drops old ones or began from a snapshot; unreadable: it gave no
   * answer with them for so long that only it can be why, and later ones can be read.
   */
  readonly reason: "pruned" | "unreadable";
  /** What the node, or what stands in front of it, said last; of unreadable blocks. */
  readonly detail?: string | undefined;
}

/** State that the node does not keep at this height: phases and sets are unknown until the next reading. */
export interface StateMissing {
  readonly kind: "stateMissing";
  readonly what: "consumer state" | "validators" | "channels" | "state";
  readonly reason: string;
}

/**
 * A chain of the same id took the place of the one observed: it has another block at a height that was read. What was
 * known of the old one says nothing of the new one.
 */
export interface ChainRestarted {
  readonly kind: "chainRestarted";
  /** The height at which both are known. */
  readonly knownHeight: bigint;
  readonly expectedHash: string;
  readonly actualHash: string;
}

/** The provider's state at the end of this block. */
export interface ProviderStateRead extends ProviderReading {
  readonly kind: "providerStateRead";
}

/** The consumer's state at the end of this block. */
export interface ConsumerStateRead extends ConsumerReading {
  readonly kind: "consumerStateRead";
}

/** A chain's state is not what its own events say: events were lost or lied, or the chain is at fault. */
export interface StateDisagrees {
  readonly kind: "stateDisagrees";
  readonly about: string;
  readonly byEvents: string;
  readonly byState: string;
}

/** What is observed, without where and when. */
export type Observation =
  | ProviderModuleEvent
  | ConsumerModuleEvent
  | ConsumerPhaseChanged
  | LaunchFailed
  | InitialValidatorsRead
  | ChannelOpened
  | ChannelClosed
  | VscPacketSent
  | VscPacketReceived
  | ValidatorSetApplied
  | ValidatorSetRead
  | VscPacketAcknowledged
  | VscPacketTimedOut
  | SlashPacketSent
  | SlashPacketReceived
  | SlashPacketAcknowledged
  | SlashPacketTimedOut
  | ValidatorJailed
  | ValidatorUnjailed
  | PowerChanged
  | PowerShapingChanged
  | InfractionParametersChanged
  | BlocksMissing
  | StateMissing
  | ChainRestarted
  | ProviderStateRead
  | ConsumerStateRead
  | StateDisagrees
  | Unreadable;

/** Something that happened on one of the two chains, told apart by `kind`. */
export type ObserverEvent = Occurrence & Observation;

/** The event of one kind: `EventOf<"vscPacketSent">`. */
export type EventOf<K extends Observation["kind"]> = Occurrence & Extract<Observation, { readonly kind: K }>;
