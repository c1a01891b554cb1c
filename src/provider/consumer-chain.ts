import { type ConsumerPhase, parsePhase } from "../ccv/phase.ts";
import type * as query from "../codec/interchain_security/ccv/provider/v1/query.ts";
import { IcsError } from "../errors.ts";
import {
  type ConsumerMetadata,
  type InfractionParameters,
  type InitializationParameters,
  infractionParametersFromWire,
  initializationParametersFromWire,
  type PowerShapingParameters,
  powerShapingFromWire,
} from "./parameters.ts";

/** One consumer chain as its provider knows it. */
export interface ConsumerChain {
  readonly consumerId: string;
  readonly chainId: string;
  readonly ownerAddress: string;
  readonly phase: ConsumerPhase;
  readonly metadata: ConsumerMetadata | undefined;
  readonly initializationParameters: InitializationParameters | undefined;
  readonly powerShapingParameters: PowerShapingParameters | undefined;
  readonly infractionParameters: InfractionParameters | undefined;
  /** The provider's light client of this consumer; "" before launch. */
  readonly clientId: string;
}

/** One consumer chain as the list of all of them has it. */
export interface ConsumerChainSummary {
  readonly consumerId: string;
  readonly chainId: string;
  readonly phase: ConsumerPhase;
  readonly metadata: ConsumerMetadata | undefined;
  readonly powerShapingParameters: PowerShapingParameters;
  /** Least voting power with which a validator is compelled; undefined for opt-in chains. */
  readonly minPowerInTopN: bigint | undefined;
  readonly allowlistedRewardDenoms: readonly string[];
  readonly infractionParameters: InfractionParameters | undefined;
  /** The provider's light client of this consumer; "" before launch. */
  readonly clientId: string;
}

/** @throws CCV_CONSUMER_NOT_FOUND for an answer without a phase: there is no such consumer */
export function consumerSummaryFromWire(wire: query.Chain): ConsumerChainSummary {
  const { consumerId, chainId, metadata, clientId, topN, minPowerInTopN } = wire;
  return {
    consumerId,
    chainId,
    phase: knownPhase(consumerId, wire.phase),
    metadata,
    powerShapingParameters: powerShapingFromWire(wire),
    minPowerInTopN: topN === 0 ? undefined : minPowerInTopN,
    allowlistedRewardDenoms: wire.allowlistedRewardDenoms?.denoms ?? [],
    infractionParameters: infractionParametersFromWire(wire.infractionParameters),
    clientId,
  };
}

/** @throws CCV_CONSUMER_NOT_FOUND for an answer without a phase: there is no such consumer */
export function consumerChainFromWire(wire: query.QueryConsumerChainResponse): ConsumerChain {
  const { initParams, powerShapingParams, infractionParameters, phase: wirePhase, ...rest } = wire;
  return {
    ...rest,
    phase: knownPhase(wire.consumerId, wirePhase),
    initializationParameters: initializationParametersFromWire(initParams),
    powerShapingParameters: powerShapingParams && powerShapingFromWire(powerShapingParams),
    infractionParameters: infractionParametersFromWire(infractionParameters),
  };
}

/** The error of a consumer id that nothing, or no such state, is kept under. */
export function consumerNotFound(consumerId: string, cause?: unknown): IcsError<"CCV_CONSUMER_NOT_FOUND"> {
  return new IcsError(
    "CCV_CONSUMER_NOT_FOUND",
    `The provider has no such state of consumer "${consumerId}"\nThe consumer id is the number that createConsumer returned, not the chain id; a genesis exists from launch on.`,
    { consumerId },
    { cause },
  );
}

function knownPhase(consumerId: string, wirePhase: string): ConsumerPhase {
  const phase = parsePhase(wirePhase);
  if (phase === undefined) throw consumerNotFound(consumerId);
  return phase;
}
