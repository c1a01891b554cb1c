import { createConsumerGenesis } from "../../../../testnet/genesis/consumer-genesis.ts";
import { withHeader } from "../../../../testnet/genesis/genesis-document.ts";
import { type ConsumerTopology, resolveTopology } from "../../../../testnet/topology.ts";
import { defaultGenesis } from "../../../support/testnet-fixtures.ts";

const ccvGenesis = {
  params: {
    enabled: true,
    reward_denoms: [],
    provider_reward_denoms: [],
    retry_delay_period: "3600s",
    consumer_id: "4",
  },
  provider: { client_state: { chain_id: "provider-1" }, initial_val_set: [{ power: "100" }] },
  new_chain: true,
};

function create(fields: Partial<ConsumerTopology>, modules = {}) {
  const validators = [{ validator: 0 }, { validator: 1 }, { validator: 2 }];
  const [consumer] = resolveTopology({ consumers: [{ chainId: "consumer-1", validators, ...fields }] }).consumers;
  if (!consumer) throw new Error("the topology has no consumer");
  const base = defaultGenesis({
    ccvconsumer: { params: { enabled: false } },
    slashing: { params: { a: "1" } },
    ...modules,
  });
  const accounts = [{ address: "consumer1x", amount: 5n }];
  return createConsumerGenesis({ defaultGenesis: base, consumer, ccvGenesis, genesisTime: new Date(0), accounts });
}

test("takes the provider's genesis state over and patches what only genesis can set", () => {
  expect(create({ rewardDenoms: ["token"], providerRewardDenoms: ["stake"], retryDelaySeconds: 2 })).toMatchObject({
    chain_id: "consumer-1",
    genesis_time: "1970-01-01T00:00:00.000Z",
    app_state: {
      ccvconsumer: {
        ...ccvGenesis,
        params: {
          enabled: true,
          consumer_id: "4",
          reward_denoms: ["token"],
          provider_reward_denoms: ["stake"],
          retry_delay_period: "2s",
        },
      },
    },
  });
});

test("leaves the retry delay as the provider wrote it unless the topology says one", () => {
  expect(create({})).toMatchObject({
    app_state: { ccvconsumer: { params: { retry_delay_period: "3600s", reward_denoms: ["stake"] } } },
  });
});

test("starts at the initial height, with the downtime window of the topology", () => {
  expect(create({ initialHeight: 50, signedBlocksWindow: 10, minSignedPerWindow: 0.25 })).toMatchObject({
    initial_height: 50,
    app_state: {
      slashing: { params: { a: "1", signed_blocks_window: "10", min_signed_per_window: "0.250000000000000000" } },
    },
  });
});

test("writes the initial height as text for a binary whose init does: one that finds the other form leaves out `consensus`", () => {
  const older = { ...defaultGenesis({}), initial_height: "1" };
  const header = { chainId: "consumer-1", genesisTime: new Date(), initialHeight: 50n };
  expect(withHeader(older, header, 1).initial_height).toBe("50");
});

test("sets the denomination of the modules that a democracy consumer has, and adds none to the other", () => {
  const democracy = {
    mint: { params: { mint_denom: "stake" } },
    staking: { params: { bond_denom: "stake" } },
    gov: {},
  };
  expect(create({ denom: "token" }, democracy)).toMatchObject({
    app_state: {
      bank: { supply: [{ denom: "token", amount: "5" }] },
      mint: { params: { mint_denom: "token" } },
      staking: { params: { bond_denom: "token" } },
      gov: { params: { min_deposit: [{ denom: "token" }] } },
    },
  });
  expect(create({}).app_state).not.toHaveProperty("mint");
});

test("the topology's patch has the last word", () => {
  expect(create({ genesis: (made) => ({ ...made, app_name: "patched" }) }).app_name).toBe("patched");
});
