import type { QueryClient } from "@cosmjs/stargate";
import { type MessageCodec, type QueryOptions, queryChain } from "../chain/query.ts";
import * as query from "../codec/interchain_security/ccv/consumer/v1/query.ts";
import type { ConsumerParams } from "../codec/interchain_security/ccv/v1/shared_consumer.ts";
import { IcsError } from "../errors.ts";

/** The chains at both ends of the CCV channel, as the consumer knows them. */
export interface ProviderInfo {
  readonly consumer: query.ChainInfo;
  readonly provider: query.ChainInfo;
}

/** The consumer module's queries, for `QueryClient.withExtensions`. A method is its rpc's name without `Query`. */
export interface ConsumerExtension {
  readonly consumer: {
    params(options?: QueryOptions): Promise<ConsumerParams>;
    /** @throws RPC_QUERY_FAILED before the consumer has received its first VSC packet */
    providerInfo(options?: QueryOptions): Promise<ProviderInfo>;
    /** Slash packets that wait, and the one on its way. */
    throttleState(options?: QueryOptions): Promise<query.QueryThrottleStateResponse>;
    nextFeeDistribution(options?: QueryOptions): Promise<query.NextFeeDistributionEstimate>;
  };
}

const path = (method: string): string => `/interchain_security.ccv.consumer.v1.Query/Query${method}`;

/** CosmJS query extension of the consumer module. @see interchain_security/ccv/consumer/v1/query.proto */
export function setupConsumerExtension(base: QueryClient): ConsumerExtension {
  const ask = <Q, R>(
    name: string,
    request: MessageCodec<Q>,
    response: MessageCodec<R>,
    value: Q,
    options?: QueryOptions,
  ): Promise<R> => queryChain(base, { path: path(name), request, response }, value, options);
  return {
    consumer: {
      params: async (options) => {
        const answer = await ask("Params", query.QueryParamsRequest, query.QueryParamsResponse, {}, options);
        return present("Params", answer.params);
      },
      providerInfo: async (options) => {
        const [Q, R] = [query.QueryProviderInfoRequest, query.QueryProviderInfoResponse] as const;
        const { consumer, provider } = await ask("ProviderInfo", Q, R, {}, options);
        return { consumer: present("ProviderInfo", consumer), provider: present("ProviderInfo", provider) };
      },
      throttleState: (options) =>
        ask("ThrottleState", query.QueryThrottleStateRequest, query.QueryThrottleStateResponse, {}, options),
      nextFeeDistribution: async (options) => {
        const Q = query.QueryNextFeeDistributionEstimateRequest;
        const R = query.QueryNextFeeDistributionEstimateResponse;
        return present("NextFeeDistribution", (await ask("NextFeeDistribution", Q, R, {}, options)).data);
      },
    },
  };
}

function present<T>(method: string, value: T | undefined): T {
  if (value !== undefined) return value;
  throw new IcsError("RPC_QUERY_FAILED", `The consumer answered ${method} with nothing`, { path: path(method) });
}
