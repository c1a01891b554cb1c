import type { QueryClient } from "@cosmjs/stargate";
import { type ConsumerPhase, phaseNumber } from "../ccv/phase.ts";
import { timestampToDate } from "../ccv/wire-time.ts";
import { type PageOptions, queryPages } from "../chain/pages.ts";
import { type QueryOptions, queryChain } from "../chain/query.ts";
import type { Params } from "../codec/interchain_security/ccv/provider/v1/provider.ts";
import { ConsumerPhase as WirePhase } from "../codec/interchain_security/ccv/provider/v1/provider.ts";
import type * as query from "../codec/interchain_security/ccv/provider/v1/query.ts";
import type { ConsumerGenesisState } from "../codec/interchain_security/ccv/v1/shared_consumer.ts";
import { IcsError, isIcsError } from "../errors.ts";
import {
  type ConsumerChain,
  type ConsumerChainSummary,
  consumerChainFromWire,
  consumerNotFound,
  consumerSummaryFromWire,
} from "./consumer-chain.ts";
import { type ConsumerValidator, consumerValidatorFromWire } from "./consumer-validator.ts";
import { atomicsToDecimal } from "./parameters.ts";
import { type ProviderMethod, providerMethods as rpc } from "./query-methods.ts";

/** Which consumers are listed, and how. */
export interface ConsumerChainsOptions extends QueryOptions, PageOptions {}

/** One validator's assigned key. */
export interface KeyAssignment {
  /** `…valcons…` on the provider. */
  readonly providerConsensusAddress: string;
  /** `…valcons…` of the assigned key, under the provider's prefix. */
  readonly consumerConsensusAddress: string;
  /** Raw ed25519 public key that signs the consumer's blocks. */
  readonly consumerKey: Uint8Array;
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
    /**
     * Every consumer (in this phase), ascending by id, or descending; asks page by page, as far as it is read. Without a
     * height each page is of the latest state when it was asked for.
     */
    consumerChains(phase?: ConsumerPhase, options?: ConsumerChainsOptions): AsyncIterable<ConsumerChainSummary>;
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
    allPairsValConsAddrByConsumer(consumerId: string, options?: QueryOptions): Promise<readonly KeyAssignment[]>;
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
    consumerChains: (phase, options) => consumerChainList(ask, phase, options),
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
      (await ofConsumer(rpc.allPairsValConsAddrByConsumer, { consumerId }, options)).pairValConAddr.map(
        keyAssignmentFromWire,
      ),
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

async function* consumerChainList(
  ask: Ask,
  phase: ConsumerPhase | undefined,
  options: ConsumerChainsOptions | undefined,
): AsyncGenerator<ConsumerChainSummary, void, void> {
  const wirePhase = phase === undefined ? WirePhase.CONSUMER_PHASE_UNSPECIFIED : (phaseNumber(phase) as WirePhase);
  const pages = queryPages(async (pagination) => {
    const answer = await ask(rpc.consumerChains, { phase: wirePhase, pagination }, options);
    return { items: answer.chains, nextKey: answer.pagination?.nextKey };
  }, options);
  for await (const page of pages) yield* page.map(consumerSummaryFromWire);
}

function keyAssignmentFromWire(wire: query.PairValConAddrProviderAndConsumer): KeyAssignment {
  return {
    providerConsensusAddress: wire.providerAddress,
    consumerConsensusAddress: wire.consumerAddress,
    consumerKey: wire.consumerKey?.ed25519 ?? new Uint8Array(),
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
