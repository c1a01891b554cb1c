import { revisionNumber } from "../chain/chain-id.ts";
import { type AnsweredMessage, answeredMessage } from "../chain/message-answer.ts";
import * as tx from "../codec/interchain_security/ccv/provider/v1/tx.ts";
import {
  type ConsumerMetadata,
  durationOfSeconds,
  type InfractionParameters,
  type InitializationParameters,
  infractionParametersToWire,
  initializationParametersToWire,
  type PowerShapingParameters,
  powerShapingToWire,
} from "./parameters.ts";
import { checkCreateConsumer, checkRemoveConsumer, checkUpdateConsumer } from "./rules.ts";

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
export function msgCreateConsumer(input: CreateConsumer): AnsweredMessage<tx.MsgCreateConsumerResponse> {
  checkCreateConsumer(input);
  const value: tx.MsgCreateConsumer = {
    submitter: input.submitter,
    chainId: input.chainId,
    ...sharedParameters(input),
  };
  return answeredMessage(tx.MsgCreateConsumer.typeUrl, value);
}

/**
 * MsgUpdateConsumer: only the owner may. Each parameter object given replaces the whole old one.
 * @throws TX_MESSAGE_INVALID with every problem at once
 */
export function msgUpdateConsumer(input: UpdateConsumer): AnsweredMessage<tx.MsgUpdateConsumerResponse> {
  checkUpdateConsumer(input);
  const value: tx.MsgUpdateConsumer = {
    owner: input.owner,
    consumerId: input.consumerId,
    newOwnerAddress: input.newOwnerAddress ?? "",
    newChainId: input.newChainId ?? "",
    ...sharedParameters(input),
  };
  return answeredMessage(tx.MsgUpdateConsumer.typeUrl, value);
}

/**
 * MsgRemoveConsumer: stops a launched consumer at once; its state goes after the provider's unbonding time.
 * @throws TX_MESSAGE_INVALID for a consumer id that is no number
 */
export function msgRemoveConsumer(owner: string, consumerId: string): AnsweredMessage<tx.MsgRemoveConsumerResponse> {
  const { typeUrl } = tx.MsgRemoveConsumer;
  checkRemoveConsumer({ owner, consumerId });
  const value: tx.MsgRemoveConsumer = { owner, consumerId };
  return answeredMessage(typeUrl, value);
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
