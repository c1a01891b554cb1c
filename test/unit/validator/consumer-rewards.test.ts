import {
  QueryValidatorCommissionResponse,
  QueryValidatorOutstandingRewardsResponse,
} from "cosmjs-types/cosmos/distribution/v1beta1/query";
import { ConsumerRewardsAllocation } from "../../../src/codec/interchain_security/ccv/provider/v1/provider.ts";
import { providerStoreKey } from "../../../src/provider/store-keys.ts";
import { queryValidatorRewards } from "../../../src/validator/consumer-rewards.ts";
import { rejection, useFakeComet } from "../../support/comet-fixtures.ts";
import { overviewChain } from "../provider/overview-chain.ts";
import { valoper } from "./plan-fixtures.ts";
import { stored } from "./planned-chain.ts";
import { StakedProvider } from "./staked-provider.ts";

const { start, connect } = useFakeComet();
const distribution = (name: string): string => `/cosmos.distribution.v1beta1.Query/Validator${name}`;

function waiting(consumerId: string, denom: string, amount: string): Record<string, Uint8Array> {
  const allocation = ConsumerRewardsAllocation.encode({ rewards: [{ denom, amount }] }).finish();
  return { [stored(providerStoreKey.rewardsAllocation(consumerId, denom))]: allocation };
}

it("tells by consumer what its set waits for, in each denom that it may pay in, once", async () => {
  const { connection, asked } = overviewChain({
    ...waiting("0", "ibc/A", "1500000000000000000"),
    ...waiting("0", "ibc/B", "1"),
    ...waiting("1", "ibc/A", "2000000000000000000"),
    ...waiting("1", "ibc/NOT-ALLOWED", "9"),
  });
  const consumers = [
    { consumerId: "0", rewardDenoms: ["ibc/A", "ibc/B", "ibc/A"] },
    { consumerId: "1", rewardDenoms: ["ibc/A"] },
    { consumerId: "2", rewardDenoms: ["ibc/A"] },
  ];
  const { waiting: byId } = await queryValidatorRewards(connection, valoper(1), consumers, 7n);
  expect(Object.fromEntries(byId)).toEqual({
    "0": [
      { denom: "ibc/A", amount: "1.5" },
      { denom: "ibc/B", amount: "0.000000000000000001" },
    ],
    "1": [{ denom: "ibc/A", amount: "2" }],
    "2": [],
  });
  expect([asked.length, new Set(asked.map(({ height }) => height))]).toEqual([6, new Set([7])]);
});

it("tells what is not withdrawn yet, and which part of it is the validator's own", async () => {
  const { connection } = overviewChain({
    [distribution("OutstandingRewards")]: QueryValidatorOutstandingRewardsResponse.encode(
      QueryValidatorOutstandingRewardsResponse.fromPartial({
        rewards: {
          rewards: [
            { denom: "ibc/A", amount: "3000000000000000000" },
            { denom: "stake", amount: "12345678901234567890123456789" },
          ],
        },
      }),
    ).finish(),
    [distribution("Commission")]: QueryValidatorCommissionResponse.encode(
      QueryValidatorCommissionResponse.fromPartial({
        commission: { commission: [{ denom: "ibc/A", amount: "300000000000000000" }] },
      }),
    ).finish(),
  });
  expect(await queryValidatorRewards(connection, valoper(1), [], 7n)).toEqual({
    waiting: new Map(),
    outstanding: [
      { denom: "ibc/A", amount: "3" },
      { denom: "stake", amount: "12345678901.234567890123456789" },
    ],
    commission: [{ denom: "ibc/A", amount: "0.3" }],
  });
});

it("has nothing for a validator that has earned nothing", async () => {
  const { connection } = overviewChain({});
  const none = { outstanding: [], commission: [], waiting: new Map([["0", []]]) };
  const consumers = [{ consumerId: "0", rewardDenoms: [] }];
  expect(await queryValidatorRewards(connection, valoper(1), consumers, 7n)).toEqual(none);
});

it("fails with the provider's own words", async () => {
  const comet = await start();
  await StakedProvider.on(comet, []);
  comet.queries.set(distribution("Commission"), () => ({ code: 2, log: "validator does not exist" }));
  const asking = queryValidatorRewards(await connect(comet), valoper(1), [], 1n);
  expect((await rejection("RPC_QUERY_FAILED", asking)).message).toContain("validator does not exist");
});
