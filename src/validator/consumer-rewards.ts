import { QueryClient } from "@cosmjs/stargate";
import {
  QueryValidatorCommissionRequest,
  QueryValidatorCommissionResponse,
  QueryValidatorOutstandingRewardsRequest,
  QueryValidatorOutstandingRewardsResponse,
} from "cosmjs-types/cosmos/distribution/v1beta1/query";
import type { ChainConnection } from "../chain/chain-connection.ts";
import { type QueryMethod, queryChain } from "../chain/query.ts";
import { ConsumerRewardsAllocation } from "../codec/interchain_security/ccv/provider/v1/provider.ts";
import type { RewardAmount } from "../provider/consumer-overview.ts";
import { OverviewReader } from "../provider/consumer-overview-reader.ts";
import { atomicsToDecimal } from "../provider/parameters.ts";
import { providerStoreKey } from "../provider/store-keys.ts";
import type { ConsumerFacts } from "./plan/consumer-facts.ts";

/** What a validator has earned, and what waits to be distributed. */
export interface ValidatorRewards {
  /** By consumer id: what that consumer's whole set waits for. */
  readonly waiting: ReadonlyMap<string, readonly RewardAmount[]>;
  /** Of this validator and its delegators, not withdrawn yet, from whatever chain. */
  readonly outstanding: readonly RewardAmount[];
  /** The validator's own part of it. */
  readonly commission: readonly RewardAmount[];
}

const outstandingMethod: QueryMethod<
  QueryValidatorOutstandingRewardsRequest,
  QueryValidatorOutstandingRewardsResponse
> = {
  path: "/cosmos.distribution.v1beta1.Query/ValidatorOutstandingRewards",
  request: QueryValidatorOutstandingRewardsRequest,
  response: QueryValidatorOutstandingRewardsResponse,
};

const commissionMethod: QueryMethod<QueryValidatorCommissionRequest, QueryValidatorCommissionResponse> = {
  path: "/cosmos.distribution.v1beta1.Query/ValidatorCommission",
  request: QueryValidatorCommissionRequest,
  response: QueryValidatorCommissionResponse,
};

/** Rewards of a validator, all of one height. @throws RPC_QUERY_FAILED, RPC_UNREACHABLE */
export async function queryValidatorRewards(
  connection: ChainConnection,
  validatorAddress: string,
  consumers: readonly Pick<ConsumerFacts, "consumerId" | "rewardDenoms">[],
  height: bigint,
): Promise<ValidatorRewards> {
  const reader = new OverviewReader(connection, height);
  const base = QueryClient.withExtensions(connection.batch);
  const [waiting, outstanding, commission] = await Promise.all([
    Promise.all(consumers.map((consumer) => waitingOf(reader, consumer))),
    queryChain(base, outstandingMethod, { validatorAddress }, reader.at),
    queryChain(base, commissionMethod, { validatorAddress }, reader.at),
  ]);
  return {
    waiting: new Map(waiting),
    outstanding: amounts(outstanding.rewards.rewards),
    commission: amounts(commission.commission.commission),
  };
}

async function waitingOf(
  reader: OverviewReader,
  { consumerId, rewardDenoms }: Pick<ConsumerFacts, "consumerId" | "rewardDenoms">,
): Promise<[string, readonly RewardAmount[]]> {
  const stored = await Promise.all(
    [...new Set(rewardDenoms)].map((denom) =>
      reader.store("provider", providerStoreKey.rewardsAllocation(consumerId, denom)),
    ),
  );
  return [consumerId, amounts(stored.flatMap((bytes) => ConsumerRewardsAllocation.decode(bytes).rewards))];
}

function amounts(coins: readonly { readonly denom: string; readonly amount: string }[]): readonly RewardAmount[] {
  return coins.map(({ denom, amount }) => ({ denom, amount: atomicsToDecimal(amount) }));
}
