import type { AttributeReader } from "./event-attributes.ts";
import { parseGoDuration, parseGoTime } from "./go-text.ts";
import type { ConsumerId } from "./identifiers.ts";
import { type ConsumerPhase, parsePhase } from "./phase.ts";
import { type Infraction, parseInfraction } from "./slash-packet.ts";

/** What nearly every event about one consumer carries. */
export interface OfConsumer {
  readonly consumerId: ConsumerId;
  /** Of the consumer; where the event itself happened is another matter. */
  readonly consumerChainId: string;
}

/** A module event of the provider. */
export type ProviderModuleEvent =
  | ConsumerCreated
  | ConsumerUpdated
  | RewardsScheduled
  | ConsumerRemoved
  | ConsumerClientCreated
  | ProviderChannelEstablished
  | OptedIn
  | OptedOut
  | ConsumerKeyAssigned
  | ConsumerCommissionRateSet
  | RewardDenomsChanged
  | RewardsDistributed
  | ConsumerSlashExecuted
  | ConsumerDoubleVotingSubmitted
  | ConsumerMisbehaviourSubmitted;

/** A consumer has got its id. */
export interface ConsumerCreated extends OfConsumer {
  readonly kind: "consumerCreated";
  readonly name: string;
  readonly submitterAddress: string;
  readonly ownerAddress: string;
  readonly spawnTime: Date | undefined;
  readonly phase: ConsumerPhase;
}

/** The owner has changed a consumer. */
export interface ConsumerUpdated extends OfConsumer {
  readonly kind: "consumerUpdated";
  readonly submitterAddress: string;
  readonly ownerAddress: string;
  /** As it stands after the update. */
  readonly phase: ConsumerPhase;
  /** Only where the message changed it. */
  readonly name: string | undefined;
  readonly spawnTime: Date | undefined;
  readonly topN: number | undefined;
}

/** Rewards of a consumer have arrived; on the wire a second form of `update_consumer`. */
export interface RewardsScheduled extends OfConsumer {
  readonly kind: "rewardsScheduled";
  readonly denom: string;
  readonly amount: bigint;
}

/** The owner has stopped a consumer; its state goes after the unbonding time, without an event. */
export interface ConsumerRemoved extends OfConsumer {
  readonly kind: "consumerRemoved";
  readonly submitterAddress: string;
}

/**
 * The consumer was launched, and the provider's client of it made. A launch on an existing connection emits nothing.
 * The hash of the set, which the chain writes as raw bytes, does not survive a node's JSON: the client has it.
 */
export interface ConsumerClientCreated extends OfConsumer {
  readonly kind: "consumerClientCreated";
  readonly clientId: string;
  /** "revision-height", as ibc-go prints it. */
  readonly initialHeight: string;
  readonly trustingPeriodSeconds: number;
  readonly unbondingPeriodSeconds: number;
}

/** The provider's end of the CCV channel is open. */
export interface ProviderChannelEstablished extends OfConsumer {
  readonly kind: "providerChannelEstablished";
  readonly clientId: string;
  readonly channelId: string;
  readonly connectionId: string;
}

interface OfValidator extends OfConsumer {
  readonly providerOperatorAddress: string;
  readonly submitterAddress: string;
}

/** A validator opted in; acts at the next epoch. */
export interface OptedIn extends OfValidator {
  readonly kind: "optedIn";
  /** The key as JSON text; undefined where the validator uses its provider key. */
  readonly consumerKey: string | undefined;
}

/** A validator opted out; acts at the next epoch. */
export interface OptedOut extends OfValidator {
  readonly kind: "optedOut";
}

/** A validator has chosen the key that signs for it on the consumer; acts with the next VSC packet. */
export interface ConsumerKeyAssigned extends OfValidator {
  readonly kind: "consumerKeyAssigned";
  /** The key as JSON text. */
  readonly consumerKey: string;
}

/** A validator has set its commission on the consumer's rewards. */
export interface ConsumerCommissionRateSet extends OfValidator {
  readonly kind: "consumerCommissionRateSet";
  /** A decimal such as "0.100000000000000000". */
  readonly commissionRate: string;
}

/** Governance has changed the denoms in which any consumer may pay rewards. */
export interface RewardDenomsChanged {
  readonly kind: "rewardDenomsChanged";
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** Amounts are coins as text ("24500ibc/…"), empty for none. */
export interface RewardsDistributed extends OfConsumer {
  readonly kind: "rewardsDistributed";
  readonly total: string;
  readonly distributed: string;
  readonly communityPool: string;
}

/** A downtime slash packet was executed: the validator is jailed now, or was already. Names no consumer. */
export interface ConsumerSlashExecuted {
  readonly kind: "consumerSlashExecuted";
  readonly providerConsensusAddress: string;
  readonly infraction: Infraction;
  /** Height on the provider that the update maps to. */
  readonly infractionHeight: bigint;
  readonly valsetUpdateId: bigint;
}

/** Evidence of a double vote on the consumer was accepted. */
export interface ConsumerDoubleVotingSubmitted extends OfConsumer {
  readonly kind: "consumerDoubleVotingSubmitted";
  /** The evidence as protobuf text. */
  readonly evidence: string;
  readonly submitterAddress: string;
}

/** Evidence of an attack on the provider's client of the consumer was accepted. */
export interface ConsumerMisbehaviourSubmitted extends OfConsumer {
  readonly kind: "consumerMisbehaviourSubmitted";
  /** The two headers as protobuf text. */
  readonly misbehaviour: string;
  readonly clientId: string;
  /** "revision-height", as ibc-go prints it. */
  readonly height1: string;
  readonly height2: string;
  readonly submitterAddress: string;
}

type Decoders = Readonly<Record<string, (read: AttributeReader) => ProviderModuleEvent | undefined>>;

/** By event type; events without `consumer_id` that only consumers emit are left to their own decoders. */
export const providerEventDecoders: Decoders = {
  create_consumer: (read) => ({
    kind: "consumerCreated",
    ...ofConsumer(read),
    name: read.text("consumer_name"),
    submitterAddress: read.text("submitter_address"),
    ownerAddress: read.text("consumer_owner"),
    spawnTime: spawnTime(read),
    phase: read.parsed("consumer_phase", parsePhase),
  }),
  update_consumer: (read) => (read.has("reward_distribution") ? rewardsScheduled(read) : consumerUpdated(read)),
  remove_consumer: (read) => ({
    kind: "consumerRemoved",
    ...ofConsumer(read),
    submitterAddress: read.text("submitter_address"),
  }),
  consumer_client_created: (read) => ({
    kind: "consumerClientCreated",
    ...ofConsumer(read),
    clientId: read.text("client_id"),
    initialHeight: read.text("initial_height"),
    trustingPeriodSeconds: read.parsed("trusting_period", parseGoDuration),
    unbondingPeriodSeconds: read.parsed("unbonding_period", parseGoDuration),
  }),
  channel_established: (read) => ({
    kind: "providerChannelEstablished",
    ...ofConsumer(read),
    clientId: read.text("client_id"),
    channelId: read.text("channel_id"),
    connectionId: read.text("connection_id"),
  }),
  opt_in: (read) => ({
    kind: "optedIn",
    ...ofValidator(read),
    consumerKey: read.optional("consumer_consensus_pub_key") || undefined,
  }),
  opt_out: (read) => ({ kind: "optedOut", ...ofValidator(read) }),
  assign_consumer_key: (read) => ({
    kind: "consumerKeyAssigned",
    ...ofValidator(read),
    consumerKey: read.text("consumer_consensus_pub_key"),
  }),
  set_consumer_commission_rate: (read) => ({
    kind: "consumerCommissionRateSet",
    ...ofValidator(read),
    commissionRate: read.text("consumer_commission_rate"),
  }),
  change_consumer_reward_denom: (read) => ({
    kind: "rewardDenomsChanged",
    added: read.all("add_consumer_reward_denom"),
    removed: read.all("remove_consumer_reward_denom"),
  }),
  distributed_ics_rewards: (read) => ({
    kind: "rewardsDistributed",
    ...ofConsumer(read),
    total: read.text("total_rewards"),
    distributed: read.text("distributed_rewards"),
    communityPool: read.text("community_pool_rewards"),
  }),
  execute_consumer_chain_slash: (read) => ({
    kind: "consumerSlashExecuted",
    providerConsensusAddress: read.text("validator_address"),
    infraction: read.parsed("infraction_type", parseInfraction),
    infractionHeight: read.integer("infraction_height"),
    valsetUpdateId: read.integer("valset_update_id"),
  }),
  submit_consumer_double_voting: (read) => ({
    kind: "consumerDoubleVotingSubmitted",
    ...ofConsumer(read),
    evidence: read.text("consumer_double_voting"),
    submitterAddress: read.text("submitter_address"),
  }),
  submit_consumer_misbehaviour: (read) => ({
    kind: "consumerMisbehaviourSubmitted",
    ...ofConsumer(read),
    misbehaviour: read.text("consumer_misbehaviour"),
    clientId: read.text("misbehaviour_client_id"),
    height1: read.text("misbehaviour_height_1"),
    height2: read.text("misbehaviour_height_2"),
    submitterAddress: read.text("submitter_address"),
  }),
};

function consumerUpdated(read: AttributeReader): ConsumerUpdated {
  return {
    kind: "consumerUpdated",
    ...ofConsumer(read),
    submitterAddress: read.text("submitter_address"),
    ownerAddress: read.text("consumer_owner"),
    phase: read.parsed("consumer_phase", parsePhase),
    name: read.optional("consumer_name"),
    spawnTime: spawnTime(read),
    topN: read.has("consumer_topn") ? Number(read.integer("consumer_topn")) : undefined,
  };
}

function rewardsScheduled(read: AttributeReader): RewardsScheduled {
  return {
    kind: "rewardsScheduled",
    ...ofConsumer(read),
    denom: read.text("reward_denom"),
    amount: read.integer("reward_amount"),
  };
}

function ofConsumer(read: AttributeReader): OfConsumer {
  return { consumerId: read.text("consumer_id"), consumerChainId: read.text("consumer_chain_id") };
}

function ofValidator(read: AttributeReader): OfValidator {
  return {
    ...ofConsumer(read),
    providerOperatorAddress: read.text("provider_validator_address"),
    submitterAddress: read.text("submitter_address"),
  };
}

function spawnTime(read: AttributeReader): Date | undefined {
  return parseGoTime(read.optional("consumer_spawn_time") ?? "");
}
