import type { MessageCodec, QueryMethod } from "../chain/query.ts";
import * as q from "../codec/interchain_security/ccv/consumer/v1/query.ts";

function method<Request, Response>(
  name: string,
  request: MessageCodec<Request>,
  response: MessageCodec<Response>,
): QueryMethod<Request, Response> {
  return { path: `/interchain_security.ccv.consumer.v1.Query/Query${name}`, request, response };
}

/** The queries with their messages. @see x/ccv/consumer/keeper/grpc_query.go of interchain-security v7.0.1 */
export const consumerMethods = {
  nextFeeDistribution: method(
    "NextFeeDistribution",
    q.QueryNextFeeDistributionEstimateRequest,
    q.QueryNextFeeDistributionEstimateResponse,
  ),
  params: method("Params", q.QueryParamsRequest, q.QueryParamsResponse),
  providerInfo: method("ProviderInfo", q.QueryProviderInfoRequest, q.QueryProviderInfoResponse),
  throttleState: method("ThrottleState", q.QueryThrottleStateRequest, q.QueryThrottleStateResponse),
};
