import { createProviderGenesis } from "../../../../testnet/genesis/provider-genesis.ts";
import type { Topology } from "../../../../testnet/topology.ts";
import { createTopologyFixture, defaultGenesis } from "../../../support/testnet-fixtures.ts";

const genesisTime = new Date("2030-01-02T03:04:05.678Z");

async function create(provider: Topology["provider"], modules = {}) {
  const { topology, onProvider } = await createTopologyFixture({ provider });
  const accounts = onProvider.map(({ address }, index) => ({ address, amount: BigInt(index + 1) }));
  const base = defaultGenesis({
    staking: { params: { max_entries: 7 } },
    provider: { params: { template_client: {} } },
    ...modules,
  });
  return createProviderGenesis({
    provider: topology.provider,
    defaultGenesis: base,
    genesisTime,
    accounts,
    validators: [],
  });
}

test("says chain id, time and first height, and keeps evidence as long as unbonding takes", async () => {
  expect(await create({ chainId: "hub-4", unbondingSeconds: 90 })).toMatchObject({
    chain_id: "hub-4",
    genesis_time: "2030-01-02T03:04:05.678Z",
    initial_height: 1,
    consensus: {
      params: { block: { max_gas: "-1" }, evidence: { max_age_duration: "90000000000", max_age_num_blocks: "100000" } },
    },
  });
});

test("gives every account its balance, and the supply is their sum", async () => {
  const genesis = await create({ denom: "uatom", validators: 1 });
  const state = genesis.app_state as { bank: { balances: unknown[] }; auth: { accounts: unknown[] } };
  expect(state.bank).toMatchObject({ supply: [{ denom: "uatom", amount: "10" }] });
  expect(state.bank.balances[0]).toEqual({
    address: "cosmos19rl4cm2hmr8afy4kldpxz3fka4jguq0auqdal4",
    coins: [{ denom: "uatom", amount: "1" }],
  });
  expect(state.auth.accounts).toHaveLength(4);
  expect(state.auth.accounts[3]).toMatchObject({ "@type": "/cosmos.auth.v1beta1.BaseAccount", account_number: "3" });
});

test("writes the provider's parameters as the module reads them", async () => {
  const genesis = await create({
    blocksPerEpoch: 3,
    slashMeterReplenishFraction: 0.05,
    slashMeterReplenishSeconds: 1.5,
  });
  expect(genesis).toMatchObject({
    app_state: {
      provider: {
        params: {
          blocks_per_epoch: "3",
          slash_meter_replenish_fraction: "0.05",
          slash_meter_replenish_period: "1.5s",
          ccv_timeout_period: "2419200s",
          trusting_period_fraction: "0.66",
          template_client: {},
        },
      },
      staking: { params: { unbonding_time: "1814400s", bond_denom: "stake", max_entries: 7 } },
    },
  });
});

test("says nothing about modules that the app does not run", async () => {
  expect(Object.keys((await create({})).app_state as object).toSorted()).toEqual([
    "auth",
    "bank",
    "provider",
    "staking",
  ]);
  expect(await create({}, { crisis: {}, gov: { params: { quorum: "0.3" } } })).toMatchObject({
    app_state: {
      crisis: { constant_fee: { denom: "stake" } },
      gov: { params: { quorum: "0.3", voting_period: "10s", expedited_voting_period: "5s" } },
    },
  });
});

test("the topology's patch has the last word", async () => {
  const genesis = await create({ genesis: (made) => ({ ...made, chain_id: `${made.chain_id}!` }) });
  expect(genesis.chain_id).toBe("provider-1!");
});
