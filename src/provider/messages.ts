import { toBase64 } from "@cosmjs/encoding";
import type { EncodeObject } from "@cosmjs/proto-signing";
import type { Header, Misbehaviour } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import type { DuplicateVoteEvidence } from "cosmjs-types/tendermint/types/evidence";
import { revisionNumber } from "../chain/chain-id.ts";
import * as tx from "../codec/interchain_security/ccv/provider/v1/tx.ts";
import { checkDoubleVoting, checkMisbehaviour } from "./evidence-rules.ts";
import {
  type ConsumerMetadata,
  decimalToAtomics,
  durationOfSeconds,
  type InfractionParameters,
  type InitializationParameters,
  infractionParametersToWire,
  initializationParametersToWire,
  type PowerShapingParameters,
  powerShapingToWire,
} from "./parameters.ts";
import {
  checkConsumerId,
  checkCreateConsumer,
  checkedConsumerKey,
  checkedRate,
  checkUpdateConsumer,
  checkValidatorForConsumer,
} from "./rules.ts";

/** Input of `msgCreateConsumer`. */
export interface CreateConsumer {
  /** Account that creates the consumer and becomes its owner. */
  readonly submitter: string;
  readonly chainId: string;
  readonly metadata: ConsumerMetadata;
  /** Left out: the consumer is only registered. */
  readonly initializationParameters?: InitializationParameters;
  readonly powerShapingParameters?: PowerShapingParameters;
  readonly allowlistedRewardDenoms?: readonly string[];
  readonly infractionParameters?: InfractionParameters;
}

/** Input of `msgUpdateConsumer`; what is left out stays as it is. */
export interface UpdateConsumer extends Partial<Omit<CreateConsumer, "submitter" | "chainId">> {
  readonly owner: string;
  readonly consumerId: string;
  readonly newOwnerAddress?: string;
  /** Possible until the consumer has launched. */
  readonly newChainId?: string;
}

/** Which validator does something for which consumer. */
export interface ValidatorForConsumer {
  /** The validator's account: the same bytes as its operator address. */
  readonly signer: string;
  /** `…valoper…` address. */
  readonly providerOperatorAddress: string;
  readonly consumerId: string;
}

/** Input of `msgSubmitConsumerDoubleVoting`. */
export interface SubmitConsumerDoubleVoting {
  /** Any account; it pays, and gets nothing for it. */
  readonly submitter: string;
  readonly consumerId: string;
  /** Two votes of one validator for different blocks of the same height, round and type; A before B by block id. */
  readonly duplicateVoteEvidence: DuplicateVoteEvidence;
  /** The consumer's header of that height: the validator's key is looked up in its validator set. */
  readonly infractionBlockHeader: Header;
}

/** Input of `msgSubmitConsumerMisbehaviour`. */
export interface SubmitConsumerMisbehaviour {
  /** Any account; it pays, and gets nothing for it. */
  readonly submitter: string;
  readonly consumerId: string;
  /** Two headers of the same height, each acceptable to the provider's client of the consumer. */
  readonly misbehaviour: Misbehaviour;
}

/**
 * Initialization parameters with the provider module's defaults and the revision that the chain id asks for.
 * @see DefaultConsumerInitializationParameters in x/ccv/types of interchain-security
 */
export function initializationParameters(
  chainId: string,
  given: Partial<InitializationParameters> = {},
): InitializationParameters {
  return {
    initialHeight: { revisionNumber: revisionNumber(chainId), revisionHeight: 1n },
    genesisHash: new Uint8Array(),
    binaryHash: new Uint8Array(),
    spawnTime: undefined,
    unbondingPeriod: durationOfSeconds(1_728_000),
    ccvTimeoutPeriod: durationOfSeconds(2_419_200),
    transferTimeoutPeriod: durationOfSeconds(3_600),
    consumerRedistributionFraction: "0.75",
    blocksPerDistributionTransmission: 1_000n,
    historicalEntries: 10_000n,
    distributionTransmissionChannel: "",
    connectionId: "",
    ...given,
  };
}

/** Power-shaping parameters that restrict nothing, with the given ones in place. */
export function powerShapingParameters(given: Partial<PowerShapingParameters> = {}): PowerShapingParameters {
  return {
    topN: 0,
    validatorsPowerCap: 0,
    validatorSetCap: 0,
    allowlist: [],
    denylist: [],
    prioritylist: [],
    minStake: 0n,
    allowInactiveValidators: false,
    ...given,
  };
}

/**
 * MsgCreateConsumer: anybody may create a consumer chain.
 * @throws TX_MESSAGE_INVALID with every problem at once
 */
export function msgCreateConsumer(input: CreateConsumer): EncodeObject {
  checkCreateConsumer(input);
  const value: tx.MsgCreateConsumer = {
    submitter: input.submitter,
    chainId: input.chainId,
    ...sharedParameters(input),
  };
  return { typeUrl: tx.MsgCreateConsumer.typeUrl, value };
}

/**
 * MsgUpdateConsumer: only the owner may. Each parameter object given replaces the whole old one.
 * @throws TX_MESSAGE_INVALID with every problem at once
 */
export function msgUpdateConsumer(input: UpdateConsumer): EncodeObject {
  checkUpdateConsumer(input);
  const value: tx.MsgUpdateConsumer = {
    owner: input.owner,
    consumerId: input.consumerId,
    newOwnerAddress: input.newOwnerAddress ?? "",
    newChainId: input.newChainId ?? "",
    ...sharedParameters(input),
  };
  return { typeUrl: tx.MsgUpdateConsumer.typeUrl, value };
}

/**
 * MsgRemoveConsumer: stops a launched consumer at once; its state goes after the provider's unbonding time.
 * @throws TX_MESSAGE_INVALID for a consumer id that is no number
 */
export function msgRemoveConsumer(owner: string, consumerId: string): EncodeObject {
  const { typeUrl } = tx.MsgRemoveConsumer;
  checkConsumerId(consumerId, typeUrl);
  const value: tx.MsgRemoveConsumer = { owner, consumerId };
  return { typeUrl, value };
}

/**
 * MsgOptIn, acting at the next epoch; with a key, that key is assigned at the same time.
 * @param consumerKey raw ed25519 public key (32 bytes); without it the validator's provider key is used
 * @throws TX_MESSAGE_INVALID for a key of another size, a consumer id that is no number, or another account's operator address
 */
export function msgOptIn(input: ValidatorForConsumer, consumerKey?: Uint8Array): EncodeObject {
  const { typeUrl } = tx.MsgOptIn;
  const value: tx.MsgOptIn = {
    ...validatorFields(input, typeUrl),
    consumerKey: consumerKey === undefined ? "" : consumerKeyJson(consumerKey, typeUrl),
  };
  return { typeUrl, value };
}

/** MsgOptOut, acting at the next epoch; only from a launched consumer. @throws TX_MESSAGE_INVALID as `msgOptIn` */
export function msgOptOut(input: ValidatorForConsumer): EncodeObject {
  const { typeUrl } = tx.MsgOptOut;
  const value: tx.MsgOptOut = validatorFields(input, typeUrl);
  return { typeUrl, value };
}

/**
 * MsgAssignConsumerKey, effective with the next VSC packet.
 * @param consumerKey raw ed25519 public key, 32 bytes
 * @throws TX_MESSAGE_INVALID for a key of another size, a consumer id that is no number, or another account's operator address
 */
export function msgAssignConsumerKey(input: ValidatorForConsumer, consumerKey: Uint8Array): EncodeObject {
  const { typeUrl } = tx.MsgAssignConsumerKey;
  const value: tx.MsgAssignConsumerKey = {
    ...validatorFields(input, typeUrl),
    consumerKey: consumerKeyJson(consumerKey, typeUrl),
  };
  return { typeUrl, value };
}

/**
 * MsgSetConsumerCommissionRate.
 * @param rate decimal from "0" to "1", at most 18 places
 * @throws TX_MESSAGE_INVALID for another rate; as `msgOptIn`
 */
export function msgSetConsumerCommissionRate(input: ValidatorForConsumer, rate: string): EncodeObject {
  const { typeUrl } = tx.MsgSetConsumerCommissionRate;
  const value: tx.MsgSetConsumerCommissionRate = {
    ...validatorFields(input, typeUrl),
    rate: decimalToAtomics(checkedRate(rate, typeUrl)),
  };
  return { typeUrl, value };
}

/**
 * MsgSubmitConsumerDoubleVoting: slashes, jails and, where the infraction parameters say so, tombstones one validator.
 * Without tombstoning the provider takes the same evidence again and again, and slashes each time.
 * @throws TX_MESSAGE_INVALID with every problem at once
 */
export function msgSubmitConsumerDoubleVoting(input: SubmitConsumerDoubleVoting): EncodeObject {
  checkDoubleVoting(input);
  const { submitter, consumerId, duplicateVoteEvidence, infractionBlockHeader } = input;
  const value: tx.MsgSubmitConsumerDoubleVoting = {
    submitter,
    duplicateVoteEvidence,
    infractionBlockHeader,
    consumerId,
  };
  return { typeUrl: tx.MsgSubmitConsumerDoubleVoting.typeUrl, value };
}

/**
 * MsgSubmitConsumerMisbehaviour: punishes, as a double vote, whoever signed both headers. The client is not frozen by
 * it: send MsgUpdateClient with the misbehaviour too.
 * @throws TX_MESSAGE_INVALID with every problem at once
 */
export function msgSubmitConsumerMisbehaviour(input: SubmitConsumerMisbehaviour): EncodeObject {
  checkMisbehaviour(input);
  const { submitter, misbehaviour, consumerId } = input;
  const value: tx.MsgSubmitConsumerMisbehaviour = { submitter, misbehaviour, consumerId };
  return { typeUrl: tx.MsgSubmitConsumerMisbehaviour.typeUrl, value };
}

type SharedParameters = Omit<tx.MsgCreateConsumer, "submitter" | "chainId">;

function sharedParameters(input: Omit<UpdateConsumer, "owner" | "consumerId">): SharedParameters {
  const { initializationParameters: initialization, powerShapingParameters: powerShaping } = input;
  const { allowlistedRewardDenoms: denoms, infractionParameters: infractions } = input;
  return {
    metadata: input.metadata,
    initializationParameters: initialization && initializationParametersToWire(initialization),
    powerShapingParameters: powerShaping && powerShapingToWire(powerShaping),
    allowlistedRewardDenoms: denoms && { denoms: [...denoms] },
    infractionParameters: infractions && infractionParametersToWire(infractions),
  };
}

/** `chainId` is deprecated, and must be empty. */
function validatorFields(input: ValidatorForConsumer, typeUrl: string): tx.MsgOptOut {
  checkValidatorForConsumer(input, typeUrl);
  const { signer, providerOperatorAddress, consumerId } = input;
  return { chainId: "", providerAddr: providerOperatorAddress, signer, consumerId };
}

function consumerKeyJson(key: Uint8Array, typeUrl: string): string {
  return JSON.stringify({ "@type": "/cosmos.crypto.ed25519.PubKey", key: toBase64(checkedConsumerKey(key, typeUrl)) });
}
