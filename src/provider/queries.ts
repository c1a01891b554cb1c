import type { QueryClient } from "@cosmjs/stargate";
import { type ConsumerPhase, parsePhase } from "../ccv/phase.ts";
import { type MessageCodec, type QueryOptions, queryChain } from "../chain/query.ts";
import type { Params } from "../codec/interchain_security/ccv/provider/v1/provider.ts";
import { ConsumerPhase as WirePhase } from "../codec/interchain_security/ccv/provider/v1/provider.ts";
import * as query from "../codec/interchain_security/ccv/provider/v1/query.ts";
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
    consumerChains(phase?: ConsumerPhase, options?: QueryOptions): AsyncIterable<query.Chain>;
    /** @throws CCV_CONSUMER_NOT_FOUND */
    consumerChain(consumerId: string, options?: QueryOptions): Promise<ConsumerChain>;
    /** Time of the provider's client of the consumer at its initial height. */
    consumerGenesisTime(consumerId: string, options?: QueryOptions): Promise<Date | undefined>;
    consumerIdFromClientId(clientId: string, options?: QueryOptions): Promise<string>;
    /** The assigned consumer address (`…valcons…`); "" where the validator uses its provider key. */
    validatorConsumerAddr(
      providerConsensusAddress: string,
      consumerId: string,
      options?: QueryOptions,
    ): Promise<string>;
    validatorProviderAddr(
      consumerConsensusAddress: string,
      consumerId: string,
      options?: QueryOptions,
    ): Promise<string>;
    allPairsValConsAddrByConsumer(
      consumerId: string,
      options?: QueryOptions,
    ): Promise<readonly query.PairValConAddrProviderAndConsumer[]>;
    throttleState(options?: QueryOptions): Promise<ThrottleState>;
    registeredConsumerRewardDenoms(options?: QueryOptions): Promise<readonly string[]>;
    params(options?: QueryOptions): Promise<Params>;
    /** Provider consensus addresses of the validators that opted in, active or not. */
    consumerChainOptedInValidators(consumerId: string, options?: QueryOptions): Promise<readonly string[]>;
    consumerChainsValidatorHasToValidate(
      providerConsensusAddress: string,
      options?: QueryOptions,
    ): Promise<readonly string[]>;
    /** Decimal commission rate of a validator on a consumer. */
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

const path = (method: string): string => `/interchain_security.ccv.provider.v1.Query/Query${method}`;

/** CosmJS query extension of the provider module. @see interchain_security/ccv/provider/v1/query.proto */
export function setupProviderExtension(base: QueryClient): ProviderExtension {
  const ask = <Q, R>(
    name: string,
    request: MessageCodec<Q>,
    response: MessageCodec<R>,
    value: Q,
    options?: QueryOptions,
  ): Promise<R> => queryChain(base, { path: path(name), request, response }, value, options);
  const { consumerChains, ...ofConsumer } = consumerQueries(ask);
  return { provider: { ...ofConsumer, consumerChains, ...validatorQueries(ask), ...moduleQueries(ask) } };
}

type Ask = <Q, R>(
  name: string,
  request: MessageCodec<Q>,
  response: MessageCodec<R>,
  value: Q,
  options?: QueryOptions,
) => Promise<R>;
type Methods = ProviderExtension["provider"];

function consumerQueries(
  ask: Ask,
): Pick<
  Methods,
  | "consumerGenesis"
  | "consumerChains"
  | "consumerChain"
  | "consumerGenesisTime"
  | "consumerIdFromClientId"
  | "consumerValidators"
  | "consumerChainOptedInValidators"
> {
  const q = query;
  return {
    consumerGenesis: async (consumerId, options) => {
      const answer = await ofConsumer(
        consumerId,
        ask("ConsumerGenesis", q.QueryConsumerGenesisRequest, q.QueryConsumerGenesisResponse, { consumerId }, options),
      );
      if (answer.genesisState === undefined) throw consumerNotFound(consumerId);
      return answer.genesisState;
    },
    consumerChains: async function* (phase, options) {
      let key: Uint8Array | undefined = new Uint8Array();
      while (key !== undefined) {
        const pagination = { key, offset: 0n, limit: 100n, countTotal: false, reverse: false };
        const wirePhase = phase === undefined ? 0 : WirePhase[`CONSUMER_PHASE_${phase}`];
        const page: query.QueryConsumerChainsResponse = await ask(
          "ConsumerChains",
          q.QueryConsumerChainsRequest,
          q.QueryConsumerChainsResponse,
          { phase: wirePhase, pagination },
          options,
        );
        yield* page.chains;
        const next: Uint8Array | undefined = page.pagination?.nextKey;
        key = next !== undefined && next.length > 0 ? next : undefined;
      }
    },
    consumerChain: async (consumerId, options) =>
      consumerChainFromWire(
        await ofConsumer(
          consumerId,
          ask("ConsumerChain", q.QueryConsumerChainRequest, q.QueryConsumerChainResponse, { consumerId }, options),
        ),
      ),
    consumerGenesisTime: async (consumerId, options) => {
      const request = { consumerId };
      const [Q, R] = [q.QueryConsumerGenesisTimeRequest, q.QueryConsumerGenesisTimeResponse] as const;
      return timestampToDate((await ask("ConsumerGenesisTime", Q, R, request, options)).genesisTime);
    },
    consumerIdFromClientId: async (clientId, options) => {
      const [Q, R] = [q.QueryConsumerIdFromClientIdRequest, q.QueryConsumerIdFromClientIdResponse] as const;
      return (await ask("ConsumerIdFromClientId", Q, R, { clientId }, options)).consumerId;
    },
    consumerValidators: async (consumerId, options) => {
      const [Q, R] = [q.QueryConsumerValidatorsRequest, q.QueryConsumerValidatorsResponse] as const;
      const answer = await ofConsumer(consumerId, ask("ConsumerValidators", Q, R, { consumerId }, options));
      return answer.validators.map(consumerValidatorFromWire);
    },
    consumerChainOptedInValidators: async (consumerId, options) => {
      const Q = q.QueryConsumerChainOptedInValidatorsRequest;
      const R = q.QueryConsumerChainOptedInValidatorsResponse;
      const answer = await ofConsumer(consumerId, ask("ConsumerChainOptedInValidators", Q, R, { consumerId }, options));
      return answer.validatorsProviderAddresses;
    },
  };
}

function validatorQueries(
  ask: Ask,
): Pick<
  Methods,
  | "validatorConsumerAddr"
  | "validatorProviderAddr"
  | "allPairsValConsAddrByConsumer"
  | "consumerChainsValidatorHasToValidate"
  | "validatorConsumerCommissionRate"
> {
  const q = query;
  return {
    validatorConsumerAddr: async (providerAddress, consumerId, options) => {
      const [Q, R] = [q.QueryValidatorConsumerAddrRequest, q.QueryValidatorConsumerAddrResponse] as const;
      return (await ask("ValidatorConsumerAddr", Q, R, { providerAddress, consumerId }, options)).consumerAddress;
    },
    validatorProviderAddr: async (consumerAddress, consumerId, options) => {
      const [Q, R] = [q.QueryValidatorProviderAddrRequest, q.QueryValidatorProviderAddrResponse] as const;
      return (await ask("ValidatorProviderAddr", Q, R, { consumerAddress, consumerId }, options)).providerAddress;
    },
    allPairsValConsAddrByConsumer: async (consumerId, options) => {
      const Q = q.QueryAllPairsValConsAddrByConsumerRequest;
      const R = q.QueryAllPairsValConsAddrByConsumerResponse;
      return (await ask("AllPairsValConsAddrByConsumer", Q, R, { consumerId }, options)).pairValConAddr;
    },
    consumerChainsValidatorHasToValidate: async (providerAddress, options) => {
      const Q = q.QueryConsumerChainsValidatorHasToValidateRequest;
      const R = q.QueryConsumerChainsValidatorHasToValidateResponse;
      return (await ask("ConsumerChainsValidatorHasToValidate", Q, R, { providerAddress }, options)).consumerIds;
    },
    validatorConsumerCommissionRate: async (consumerId, providerAddress, options) => {
      const Q = q.QueryValidatorConsumerCommissionRateRequest;
      const R = q.QueryValidatorConsumerCommissionRateResponse;
      const answer = await ask("ValidatorConsumerCommissionRate", Q, R, { consumerId, providerAddress }, options);
      return atomicsToDecimal(answer.rate);
    },
  };
}

function moduleQueries(
  ask: Ask,
): Pick<Methods, "throttleState" | "registeredConsumerRewardDenoms" | "params" | "blocksUntilNextEpoch"> {
  const q = query;
  return {
    throttleState: async (options) => {
      const [Q, R] = [q.QueryThrottleStateRequest, q.QueryThrottleStateResponse] as const;
      const answer = await ask("ThrottleState", Q, R, {}, options);
      return { ...answer, nextReplenishCandidate: timestampToDate(answer.nextReplenishCandidate) };
    },
    registeredConsumerRewardDenoms: async (options) => {
      const Q = q.QueryRegisteredConsumerRewardDenomsRequest;
      const R = q.QueryRegisteredConsumerRewardDenomsResponse;
      return (await ask("RegisteredConsumerRewardDenoms", Q, R, {}, options)).denoms;
    },
    params: async (options) => {
      const { params } = await ask("Params", q.QueryParamsRequest, q.QueryParamsResponse, {}, options);
      if (params !== undefined) return params;
      throw new IcsError("RPC_QUERY_FAILED", "The provider answered without parameters", { path: path("Params") });
    },
    blocksUntilNextEpoch: async (options) => {
      const [Q, R] = [q.QueryBlocksUntilNextEpochRequest, q.QueryBlocksUntilNextEpochResponse] as const;
      return (await ask("BlocksUntilNextEpoch", Q, R, {}, options)).blocksUntilNextEpoch;
    },
  };
}

function consumerChainFromWire(wire: query.QueryConsumerChainResponse): ConsumerChain {
  const { initParams, powerShapingParams, infractionParameters, phase: wirePhase, ...rest } = wire;
  const phase = parsePhase(wirePhase);
  if (phase === undefined) throw consumerNotFound(wire.consumerId);
  return {
    ...rest,
    phase,
    initializationParameters: initializationParametersFromWire(initParams),
    powerShapingParameters: powerShapingFromWire(powerShapingParams),
    infractionParameters: infractionParametersFromWire(infractionParameters),
  };
}

/** Tells a consumer that does not exist (or has no such state) apart from a query that failed. */
async function ofConsumer<T>(consumerId: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    if (
      isIcsError(cause, "RPC_QUERY_FAILED") &&
      /not ?found|no .*found|unknown consumer|cannot retrieve|no consumer chain/i.test(cause.message)
    ) {
      throw consumerNotFound(consumerId, cause);
    }
    throw cause;
  }
}

function consumerNotFound(consumerId: string, cause?: unknown): IcsError<"CCV_CONSUMER_NOT_FOUND"> {
  return new IcsError(
    "CCV_CONSUMER_NOT_FOUND",
    `The provider has no such state of consumer "${consumerId}"\nThe consumer id is the number that createConsumer returned, not the chain id; a genesis exists from launch on.`,
    { consumerId },
    { cause },
  );
}
