import { ClientState, ConsensusState } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import { ConsumerGenesisState } from "../../../src/codec/interchain_security/ccv/v1/shared_consumer.ts";
import { consumerGenesisJson, type JsonObject } from "../../../src/consumer/consumer-genesis.ts";

const state: ConsumerGenesisState = {
  params: {
    ...ConsumerGenesisState.fromPartial({ params: {} }).params,
    enabled: true,
    blocksPerDistributionTransmission: 1_000n,
    distributionTransmissionChannel: "",
    providerFeePoolAddrStr: "cosmos1pool",
    ccvTimeoutPeriod: { seconds: 2_419_200n, nanos: 0 },
    transferTimeoutPeriod: { seconds: 0n, nanos: 250_000_000 },
    consumerRedistributionFraction: "0.75",
    historicalEntries: 10_000n,
    unbondingPeriod: { seconds: 1_728_000n, nanos: 1 },
    softOptOutThreshold: "",
    rewardDenoms: [],
    providerRewardDenoms: ["stake"],
    retryDelayPeriod: { seconds: 3_600n, nanos: 0 },
    consumerId: "7",
  },
  newChain: true,
  preCCV: false,
  connectionId: "",
  provider: {
    clientState: {
      ...ClientState.fromPartial({}),
      chainId: "provider-1",
      trustLevel: { numerator: 1n, denominator: 3n },
      trustingPeriod: { seconds: 1_197_504n, nanos: 0 },
      unbondingPeriod: { seconds: 1_814_400n, nanos: 0 },
      maxClockDrift: { seconds: 10n, nanos: 500_000_000 },
      latestHeight: { revisionNumber: 1n, revisionHeight: 99n },
      upgradePath: ["upgrade", "upgradedIBCState"],
    },
    consensusState: {
      ...ConsensusState.fromPartial({}),
      timestamp: { seconds: 1_800_000_000n, nanos: 12_345 },
      root: { hash: new Uint8Array([1, 2, 3]) },
      nextValidatorsHash: new Uint8Array([0xab, 0xcd]),
    },
    initialValSet: [{ pubKey: { ed25519: new Uint8Array([9]) }, power: 3_000_000_000n }],
  },
};

type Genesis = JsonObject & { readonly params: JsonObject; readonly provider: Record<string, JsonObject> };
const json = consumerGenesisJson(state) as Genesis;

describe("a consumer's genesis", () => {
  it("has the proto's names, and 64-bit numbers as text", () => {
    expect(json.params).toMatchObject({
      enabled: true,
      blocks_per_distribution_transmission: "1000",
      provider_fee_pool_addr_str: "cosmos1pool",
      consumer_redistribution_fraction: "0.75",
      historical_entries: "10000",
      provider_reward_denoms: ["stake"],
      consumer_id: "7",
    });
    expect(json).toMatchObject({ new_chain: true });
    expect(JSON.stringify(json)).not.toMatch(/"[a-z]+[A-Z][a-zA-Z]*":(?<!"preCCV":)/);
    expect(json.provider.initial_val_set).toEqual([{ pub_key: { ed25519: "CQ==" }, power: "3000000000" }]);
  });

  it("has durations as protobuf JSON, to the nanosecond", () => {
    expect(json.params).toMatchObject({
      ccv_timeout_period: "2419200s",
      transfer_timeout_period: "0.25s",
      unbonding_period: "1728000.000000001s",
      retry_delay_period: "3600s",
    });
    expect(json.provider.client_state).toMatchObject({
      chain_id: "provider-1",
      trust_level: { numerator: "1", denominator: "3" },
      trusting_period: "1197504s",
      unbonding_period: "1814400s",
      max_clock_drift: "10.5s",
      latest_height: { revision_number: "1", revision_height: "99" },
      upgrade_path: ["upgrade", "upgradedIBCState"],
    });
  });

  it("has the consensus state's time with all nanoseconds, and its hash in hex", () => {
    expect(json.provider.consensus_state).toMatchObject({
      timestamp: "2027-01-15T08:00:00.000012345Z",
      root: { hash: "AQID" },
      next_validators_hash: "ABCD",
    });
  });

  it("is JSON through and through", () => {
    expect(JSON.parse(JSON.stringify(json))).toEqual(json);
  });

  it("of a chain that has a connection already has no client", () => {
    const running = consumerGenesisJson({
      ...state,
      preCCV: true,
      connectionId: "connection-0",
      provider: { clientState: undefined, consensusState: undefined, initialValSet: [] },
    }) as Genesis;
    expect(running).toMatchObject({ preCCV: true, connection_id: "connection-0" });
    expect(running.provider.client_state).toBeUndefined();
    expect(running.provider.consensus_state).toBeUndefined();
  });
});
