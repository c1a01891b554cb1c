import type { MessageCodec, QueryMethod } from "../chain/query.ts";
import * as q from "../codec/interchain_security/ccv/provider/v1/query.ts";

/** One query of the provider module. */
export interface ProviderMethod<Request, Response> extends QueryMethod<Request, Response> {
  /** What the provider says where it does not know the consumer, or has no such state of it. */
  readonly unknownConsumer?: RegExp;
}

/** ValidateConsumerId refuses what is no uint64: nothing has such an id. @see x/ccv/types/shared_params.go */
const NO_ID = "invalid consumer id";
/** ErrUnknownConsumerId. @see x/ccv/provider/types/errors.go */
const UNKNOWN_ID = "no consumer chain with this consumer id";

function method<Request, Response>(
  name: string,
  request: MessageCodec<Request>,
  response: MessageCodec<Response>,
  ...unknownConsumer: string[]
): ProviderMethod<Request, Response> {
  const path = `/interchain_security.ccv.provider.v1.Query/Query${name}`;
  return { path, request, response, unknownConsumer: new RegExp([NO_ID, ...unknownConsumer].join("|")) };
}

/**
 * The queries with their messages, and the words by which each refuses a consumer that it does not know.
 * @see x/ccv/provider/keeper/grpc_query.go of interchain-security v7.0.1
 */
export const providerMethods = {
  consumerGenesis: method(
    "ConsumerGenesis",
    q.QueryConsumerGenesisRequest,
    q.QueryConsumerGenesisResponse,
    UNKNOWN_ID, // before launch and after deletion too
  ),
  consumerChains: method("ConsumerChains", q.QueryConsumerChainsRequest, q.QueryConsumerChainsResponse),
  consumerChain: method(
    "ConsumerChain",
    q.QueryConsumerChainRequest,
    q.QueryConsumerChainResponse,
    "cannot retrieve (chain id|owner address|phase|metadata|infraction parameters) for consumer id: ",
  ),
  consumerGenesisTime: method(
    "ConsumerGenesisTime",
    q.QueryConsumerGenesisTimeRequest,
    q.QueryConsumerGenesisTimeResponse,
    UNKNOWN_ID,
    "consumer hasn't been launched or has been stopped and deleted",
  ),
  consumerIdFromClientId: method(
    "ConsumerIdFromClientId",
    q.QueryConsumerIdFromClientIdRequest,
    q.QueryConsumerIdFromClientIdResponse,
  ),
  consumerValidators: method(
    "ConsumerValidators",
    q.QueryConsumerValidatorsRequest,
    q.QueryConsumerValidatorsResponse,
    "cannot find a phase for consumer: ",
  ),
  consumerChainOptedInValidators: method(
    "ConsumerChainOptedInValidators",
    q.QueryConsumerChainOptedInValidatorsRequest,
    q.QueryConsumerChainOptedInValidatorsResponse,
    "unknown consumer chain: ", // once stopped too
  ),
  validatorConsumerAddr: method(
    "ValidatorConsumerAddr",
    q.QueryValidatorConsumerAddrRequest,
    q.QueryValidatorConsumerAddrResponse,
  ),
  validatorProviderAddr: method(
    "ValidatorProviderAddr",
    q.QueryValidatorProviderAddrRequest,
    q.QueryValidatorProviderAddrResponse,
  ),
  allPairsValConsAddrByConsumer: method(
    "AllPairsValConsAddrByConsumer",
    q.QueryAllPairsValConsAddrByConsumerRequest,
    q.QueryAllPairsValConsAddrByConsumerResponse,
  ),
  consumerChainsValidatorHasToValidate: method(
    "ConsumerChainsValidatorHasToValidate",
    q.QueryConsumerChainsValidatorHasToValidateRequest,
    q.QueryConsumerChainsValidatorHasToValidateResponse,
  ),
  validatorConsumerCommissionRate: method(
    "ValidatorConsumerCommissionRate",
    q.QueryValidatorConsumerCommissionRateRequest,
    q.QueryValidatorConsumerCommissionRateResponse,
    "unknown consumer chain: ", // once stopped too
  ),
  throttleState: method("ThrottleState", q.QueryThrottleStateRequest, q.QueryThrottleStateResponse),
  registeredConsumerRewardDenoms: method(
    "RegisteredConsumerRewardDenoms",
    q.QueryRegisteredConsumerRewardDenomsRequest,
    q.QueryRegisteredConsumerRewardDenomsResponse,
  ),
  params: method("Params", q.QueryParamsRequest, q.QueryParamsResponse),
  blocksUntilNextEpoch: method(
    "BlocksUntilNextEpoch",
    q.QueryBlocksUntilNextEpochRequest,
    q.QueryBlocksUntilNextEpochResponse,
  ),
};
