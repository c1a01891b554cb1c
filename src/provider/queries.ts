import type { QueryClient } from "@cosmjs/stargate";
import { type ConsumerPhase, parsePhase, phaseNumber } from "../ccv/phase.ts";
import { type QueryOptions, queryChain } from "../chain/query.ts";
import type { Params } from "../codec/interchain_security/ccv/provider/v1/provider.ts";
import { ConsumerPhase as WirePhase } from "../codec/interchain_security/ccv/provider/v1/provider.ts";
import type * as query from "../codec/interchain_security/ccv/provider/v1/query.ts";
import type { ConsumerGenesisState } from "../codec/interchain_security/ccv/v1/shared_consumer.ts";
import { IcsError, isIcsError } from "../errors.ts";
import { type ConsumerValidator, consumerValidatorFromWire } from "./consumer-validator.ts";
import {
  atomicsToDecimal,
  type ConsumerMetadata,
  type InfractionParameters,
  type InitializationParameters,
  infractionParametersFromWire,
  initializationParametersFromWire,
  type PowerShapingParameters,
  powerShapingFromWire,
  timestampToDate,
} from "./parameters.ts";
import { type ProviderMethod, providerMethods as rpc } from "./query-methods.ts";

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

/** How much slashing the provider still accepts; powers are voting powers. */
export interface ThrottleState {
  readonly slashMeter: bigint;
  readonly slashMeterAllowance: bigint;
  readonly nextReplenishCandidate: Date | undefined;
}

/** The provider module's queries, for `QueryClient.withExtensions`. A method is its rpc's name without `Query`. */
export interface ProviderExtension {
  readonly provider: {
    /** State for the consumer's genesis file. @throws CCV_CONSUMER_NOT_FOUND also while it has not launched */
    consumerGenesis(consumerId: string, options?: QueryOptions): Promise<ConsumerGenesisState>;
    /** Every consumer (in this phase), ascending by id; asks page by page. */
    consumerChains(phase?: ConsumerPhase, options?: QueryOptions): AsyncIterable<ConsumerChainSummary>;
    /** @throws CCV_CONSUMER_NOT_FOUND */
    consumerChain(consumerId: string, options?: QueryOptions): Promise<ConsumerChain>;
    /** Time of the provider's client of the consumer at its initial height. @throws CCV_CONSUMER_NOT_FOUND also before launch */
    consumerGenesisTime(consumerId: string, options?: QueryOptions): Promise<Date | undefined>;
    /** @throws RPC_QUERY_FAILED for a client of no consumer */
    consumerIdFromClientId(clientId: string, options?: QueryOptions): Promise<string>;
    /** The assigned consumer address (`…valcons…`); "" where the validator uses its provider key, and for an unknown consumer. */
    validatorConsumerAddr(
      providerConsensusAddress: string,
      consumerId: string,
      options?: QueryOptions,
    ): Promise<string>;
    /** The provider address (`…valcons…`) of an assigned consumer address; "" for any other. */
    validatorProviderAddr(
      consumerConsensusAddress: string,
      consumerId: string,
      options?: QueryOptions,
    ): Promise<string>;
    /** Assigned consumer keys with their validators; those who use their provider key are not among them. [] also for an unknown consumer. */
    allPairsValConsAddrByConsumer(
      consumerId: string,
      options?: QueryOptions,
    ): Promise<readonly query.PairValConAddrProviderAndConsumer[]>;
    throttleState(options?: QueryOptions): Promise<ThrottleState>;
    registeredConsumerRewardDenoms(options?: QueryOptions): Promise<readonly string[]>;
    params(options?: QueryOptions): Promise<Params>;
    /** Provider consensus addresses of the validators that opted in, active or not. @throws CCV_CONSUMER_NOT_FOUND also once stopped */
    consumerChainOptedInValidators(consumerId: string, options?: QueryOptions): Promise<readonly string[]>;
    consumerChainsValidatorHasToValidate(
      providerConsensusAddress: string,
      options?: QueryOptions,
    ): Promise<readonly string[]>;
    /** Decimal commission rate of a validator on a consumer. @throws CCV_CONSUMER_NOT_FOUND also once stopped */
    validatorConsumerCommissionRate(
      consumerId: string,
      providerConsensusAddress: string,
      options?: QueryOptions,
    ): Promise<string>;
    blocksUntilNextEpoch(options?: QueryOptions): Promise<bigint>;
    /** The stored set once launched, the set it would compute now before that; [] once stopped. @throws CCV_CONSUMER_NOT_FOUND */
    consumerValidators(consumerId: string, options?: QueryOptions): Promise<readonly ConsumerValidator[]>;
  };
}

/** CosmJS query extension of the provider module. @see interchain_security/ccv/provider/v1/query.proto */
export function setupProviderExtension(base: QueryClient): ProviderExtension {
  const ask: Ask = (method, request, options) => queryChain(base, method, request, options);
  return { provider: { ...consumerQueries(ask), ...validatorQueries(ask), ...moduleQueries(ask) } };
}

type Methods = ProviderExtension["provider"];
type Ask = <Q, R>(method: ProviderMethod<Q, R>, request: Q, options: QueryOptions | undefined) => Promise<R>;

function consumerQueries(ask: Ask) {
  const ofConsumer = consumerAsker(ask);
  return {
    consumerGenesis: async (consumerId, options) => {
      const { genesisState } = await ofConsumer(rpc.consumerGenesis, { consumerId }, options);
      if (genesisState === undefined) throw consumerNotFound(consumerId);
      return genesisState;
    },
    consumerChains: (phase, options) => consumerChainPages(ask, phase, options),
    consumerChain: async (consumerId, options) =>
      consumerChainFromWire(await ofConsumer(rpc.consumerChain, { consumerId }, options)),
    consumerGenesisTime: async (consumerId, options) =>
      timestampToDate((await ofConsumer(rpc.consumerGenesisTime, { consumerId }, options)).genesisTime),
    consumerIdFromClientId: async (clientId, options) =>
      (await ask(rpc.consumerIdFromClientId, { clientId }, options)).consumerId,
    consumerValidators: async (consumerId, options) =>
      (await ofConsumer(rpc.consumerValidators, { consumerId }, options)).validators.map(consumerValidatorFromWire),
    consumerChainOptedInValidators: async (consumerId, options) =>
      (await ofConsumer(rpc.consumerChainOptedInValidators, { consumerId }, options)).validatorsProviderAddresses,
  } satisfies Partial<Methods>;
}

function validatorQueries(ask: Ask) {
  const ofConsumer = consumerAsker(ask);
  return {
    validatorConsumerAddr: async (providerAddress, consumerId, options) =>
      (await ofConsumer(rpc.validatorConsumerAddr, { providerAddress, consumerId }, options)).consumerAddress,
    validatorProviderAddr: async (consumerAddress, consumerId, options) =>
      (await ask(rpc.validatorProviderAddr, { consumerAddress, consumerId }, options)).providerAddress,
    allPairsValConsAddrByConsumer: async (consumerId, options) =>
      (await ofConsumer(rpc.allPairsValConsAddrByConsumer, { consumerId }, options)).pairValConAddr,
    consumerChainsValidatorHasToValidate: async (providerAddress, options) =>
      (await ask(rpc.consumerChainsValidatorHasToValidate, { providerAddress }, options)).consumerIds,
    validatorConsumerCommissionRate: async (consumerId, providerAddress, options) =>
      atomicsToDecimal(
        (await ofConsumer(rpc.validatorConsumerCommissionRate, { consumerId, providerAddress }, options)).rate,
      ),
  } satisfies Partial<Methods>;
}

function moduleQueries(ask: Ask) {
  return {
    throttleState: async (options) => {
      const answer = await ask(rpc.throttleState, {}, options);
      return { ...answer, nextReplenishCandidate: timestampToDate(answer.nextReplenishCandidate) };
    },
    registeredConsumerRewardDenoms: async (options) =>
      (await ask(rpc.registeredConsumerRewardDenoms, {}, options)).denoms,
    params: async (options) => {
      const { params } = await ask(rpc.params, {}, options);
      if (params !== undefined) return params;
      throw new IcsError("RPC_QUERY_FAILED", "The provider answered without parameters", { path: rpc.params.path });
    },
    blocksUntilNextEpoch: async (options) => (await ask(rpc.blocksUntilNextEpoch, {}, options)).blocksUntilNextEpoch,
  } satisfies Partial<Methods>;
}

async function* consumerChainPages(
  ask: Ask,
  phase: ConsumerPhase | undefined,
  options: QueryOptions | undefined,
): AsyncGenerator<ConsumerChainSummary, void, void> {
  const wirePhase = phase === undefined ? WirePhase.CONSUMER_PHASE_UNSPECIFIED : (phaseNumber(phase) as WirePhase);
  let key: Uint8Array | undefined = new Uint8Array();
  while (key !== undefined) {
    const pagination = { key, offset: 0n, limit: 100n, countTotal: false, reverse: false };
    const page: query.QueryConsumerChainsResponse = await ask(
      rpc.consumerChains,
      { phase: wirePhase, pagination },
      options,
    );
    yield* page.chains.map(consumerSummaryFromWire);
    key = page.pagination?.nextKey.length ? page.pagination.nextKey : undefined;
  }
}

function consumerSummaryFromWire(wire: query.Chain): ConsumerChainSummary {
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

/** A consumer without a phase does not exist. @throws CCV_CONSUMER_NOT_FOUND */
function knownPhase(consumerId: string, wirePhase: string): ConsumerPhase {
  const phase = parsePhase(wirePhase);
  if (phase === undefined) throw consumerNotFound(consumerId);
  return phase;
}

function consumerChainFromWire(wire: query.QueryConsumerChainResponse): ConsumerChain {
  const { initParams, powerShapingParams, infractionParameters, phase: wirePhase, ...rest } = wire;
  return {
    ...rest,
    phase: knownPhase(wire.consumerId, wirePhase),
    initializationParameters: initializationParametersFromWire(initParams),
    powerShapingParameters: powerShapingParams && powerShapingFromWire(powerShapingParams),
    infractionParameters: infractionParametersFromWire(infractionParameters),
  };
}

/** Tells a consumer that does not exist (or has no such state) apart from a query that failed. */
function consumerAsker(ask: Ask) {
  return async <Q extends { readonly consumerId: string }, R>(
    method: ProviderMethod<Q, R>,
    request: Q,
    options: QueryOptions | undefined,
  ): Promise<R> => {
    try {
      return await ask(method, request, options);
    } catch (cause) {
      const isUnknown = isIcsError(cause, "RPC_QUERY_FAILED") && method.unknownConsumer?.test(cause.message);
      throw isUnknown ? consumerNotFound(request.consumerId, cause) : cause;
    }
  };
}

function consumerNotFound(consumerId: string, cause?: unknown): IcsError<"CCV_CONSUMER_NOT_FOUND"> {
  return new IcsError(
    "CCV_CONSUMER_NOT_FOUND",
    `The provider has no such state of consumer "${consumerId}"\nThe consumer id is the number that createConsumer returned, not the chain id; a genesis exists from launch on.`,
    { consumerId },
    { cause },
  );
}
