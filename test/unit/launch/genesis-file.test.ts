import { createHash } from "node:crypto";
import { ConsumerGenesisState } from "../../../src/codec/interchain_security/ccv/v1/shared_consumer.ts";
import type { JsonObject } from "../../../src/consumer/consumer-genesis.ts";
import { ccvGenesis } from "../../../src/launch/genesis/ccv-genesis.ts";
import {
  genesisDifferences,
  genesisText,
  hashOf,
  makeConsumerGenesis,
} from "../../../src/launch/genesis/consumer-genesis-file.ts";
import { withAccounts } from "../../../src/launch/genesis/genesis-accounts.ts";
import { genesisValidators } from "../../../src/launch/genesis/genesis-validators.ts";
import { mergePatch, textAt, valueAt } from "../../../src/launch/genesis/merge-patch.ts";
import { rejection } from "../../support/comet-fixtures.ts";
import { madeSpec, madeValidator } from "./made.ts";

const base = {
  chain_id: "init",
  initial_height: "9",
  consensus: { params: {} },
  app_state: {
    auth: { accounts: [{ address: "first" }] },
    bank: { balances: [{ address: "first", coins: [] }], supply: [{ denom: "ucon", amount: "5" }] },
    ccvconsumer: { params: { enabled: false }, leftover: true },
    slashing: { params: { signed_blocks_window: "100" } },
  },
};
const ccv = { params: { enabled: true, reward_denoms: ["ucon"] }, provider: { initial_val_set: [] } };
const launchedAt = new Date("2027-01-01T00:00:00Z");

describe("a genesis file", () => {
  it("has the spec's chain id, height and changes, the provider's state whole, and begins after the launch", () => {
    const spec = madeSpec({
      initialization: { spawnTime: "+1h", initialHeight: 3 },
      genesis: { changes: { app_state: { slashing: { params: { signed_blocks_window: "10000" } } }, consensus: null } },
    });
    expect(makeConsumerGenesis({ spec, base, ccv, launchedAt })).toEqual({
      chain_id: "consumer-1",
      genesis_time: "2027-01-01T00:00:00.001Z",
      initial_height: "3",
      app_state: { ...base.app_state, ccvconsumer: ccv, slashing: { params: { signed_blocks_window: "10000" } } },
    });
  });

  it("has its height in the form that the binary wrote: by the other one nodes leave out the consensus parameters", () => {
    const spec = madeSpec({ initialization: { spawnTime: "+1h", initialHeight: 3 } });
    const height = (initial_height: unknown) =>
      makeConsumerGenesis({ spec, base: { ...base, initial_height }, ccv, launchedAt }).initial_height;
    expect([height(1), height("1"), height(undefined)]).toEqual([3, "3", "3"]);
  });

  it("is the same text for everybody, with the hash that sha256sum prints", () => {
    const made = () => genesisText(makeConsumerGenesis({ spec: madeSpec(), base, ccv, launchedAt }));
    expect(made()).toBe(made());
    expect(hashOf(made())).toBe(createHash("sha256").update(made()).digest("hex"));
    expect(hashOf(new TextEncoder().encode(made()))).toBe(hashOf(made()));
  });

  it("is refused where it would begin before the launch, or the base is no consumer's", async () => {
    const spec = madeSpec({ genesis: { time: "2026-12-31T00:00:00Z" } });
    const error = await rejection(
      "CONFIG_INVALID",
      (async () => makeConsumerGenesis({ spec, base: { app_state: { auth: {} } }, ccv, launchedAt }))(),
    );
    expect(error.context.problems.map(({ name, got }) => [name, got])).toEqual([
      ["genesis.base", "no app_state.ccvconsumer"],
      ["genesis.base", "no app_state.bank"],
      ["genesis.time", "2026-12-31T00:00:00Z"],
    ]);
  });
});

describe("a genesis file of somebody else", () => {
  const right = makeConsumerGenesis({ spec: madeSpec(), base: { ...base, app_name: "consumerd" }, ccv, launchedAt });
  const differing = (patch: JsonObject) =>
    genesisDifferences(mergePatch(right, patch), right).map(({ name, got, wanted }) => [name, got, wanted]);

  it("is told wherever it is not what provider and spec make", () => {
    expect(genesisDifferences(right, right)).toEqual([]);
    expect(
      differing({
        chain_id: "x-1",
        app_state: { ccvconsumer: { params: { reward_denoms: [] }, provider: null } },
      }),
    ).toEqual([
      ["chain_id", '"x-1"', '"consumer-1"'],
      ["app_state.ccvconsumer.params.reward_denoms[0]", "nothing", '"ucon"'],
      ["app_state.ccvconsumer.provider", "nothing", '{"initial_val_set":[]}'],
    ]);
  });

  it.each<[string, JsonObject, [string, string, string]]>([
    [
      "a balance more",
      { app_state: { bank: { balances: [{ address: "first", coins: [] }, { address: "x" }] } } },
      ["app_state.bank.balances[1]", '{"address":"x"}', "nothing"],
    ],
    [
      "another slashing window",
      { app_state: { slashing: { params: { signed_blocks_window: "1" } } } },
      ["app_state.slashing.params.signed_blocks_window", '"1"', '"100"'],
    ],
    ["a module more", { app_state: { wasm: {} } }, ["app_state.wasm", "{}", "nothing"]],
    ["other consensus parameters", { consensus: { params: { block: 1 } } }, ["consensus.params.block", "1", "nothing"]],
    [
      "a later time",
      { genesis_time: "2027-06-01T00:00:00Z" },
      ["genesis_time", '"2027-06-01T00:00:00Z"', '"2027-01-01T00:00:00.001Z"'],
    ],
    [
      "a time that is later by a nanosecond",
      { genesis_time: "2027-01-01T00:00:00.001000001Z" },
      ["genesis_time", '"2027-01-01T00:00:00.001000001Z"', '"2027-01-01T00:00:00.001Z"'],
    ],
    ["no time that a node reads", { genesis_time: "1 Jan 2027" }, expect.arrayContaining(["genesis_time"])],
    ["another height", { initial_height: "2" }, ["initial_height", '"2"', '"1"']],
    ["a height by which a node reads the file otherwise", { initial_height: 1 }, ["initial_height", "1", '"1"']],
    ["an application's hash", { app_hash: "AA==" }, ["app_hash", '"AA=="', "nothing"]],
  ])("is refused with %s", (_, patch, difference) => {
    expect(differing(patch)).toEqual([difference]);
  });

  it("is as good where it says the same in the way of another binary", () => {
    const { app_state, genesis_time: _, ...rest } = right;
    const rewritten = {
      app_state: Object.fromEntries(Object.entries(app_state as JsonObject).toReversed()),
      ...rest,
      genesis_time: "2027-01-01T01:00:00.001000+01:00",
      app_name: "other",
      app_version: "v2",
      app_hash: "",
    };
    expect(genesisDifferences(rewritten, right)).toEqual([]);
    expect(genesisDifferences({ ...rewritten, app_hash: null }, right)).toEqual([]);
  });
});

describe("accounts of a genesis file", () => {
  it("come beside those that are there, with coins sorted and the supply grown by them", () => {
    const coins = [
      { denom: "ucon", amount: 2n },
      { denom: "aaa", amount: 1n },
    ];
    const file = withAccounts(base, [{ address: "second", coins }]);
    expect(valueAt(file, "app_state", "auth", "accounts")).toMatchObject([
      { address: "first" },
      { address: "second", account_number: "1" },
    ]);
    expect(valueAt(file, "app_state", "bank")).toEqual({
      balances: [
        { address: "first", coins: [] },
        {
          address: "second",
          coins: [
            { denom: "aaa", amount: "1" },
            { denom: "ucon", amount: "2" },
          ],
        },
      ],
      supply: [
        { denom: "aaa", amount: "1" },
        { denom: "ucon", amount: "7" },
      ],
    });
    expect(withAccounts(base, [])).toBe(base);
  });
});

describe("the consumer module's state", () => {
  const state = ConsumerGenesisState.fromPartial({ params: { consumerId: "3" }, connectionId: "connection-0" });
  const made = (genesis: object) =>
    ccvGenesis(state, madeSpec({ genesis, rewards: { denoms: ["ucon"], providerDenoms: ["uatom"] } }));

  it("gets the denoms and the retry delay that a provider leaves at their defaults", () => {
    const { params } = made({ retryDelayPeriod: "90s" });
    expect(params).toMatchObject({
      reward_denoms: ["ucon"],
      provider_reward_denoms: ["uatom"],
      retry_delay_period: "90s",
    });
    expect(textAt(made({}), "params", "retry_delay_period")).not.toBe("90s");
  });

  it.each([
    ["v7", true, true],
    ["v6.4", true, true],
    ["v6", true, false],
    ["v5", false, false],
    ["v4.5", true, false],
    ["v4", false, false],
  ])("of %s has consumer_id: %s, connection_id: %s", (consumerVersion, hasId, hasConnection) => {
    const file = made({ consumerVersion });
    expect("consumer_id" in (file.params as object)).toBe(hasId);
    expect("connection_id" in file).toBe(hasConnection);
  });
});

describe("a genesis file's validators", () => {
  it("have their power, and the names that the provider knows", () => {
    const known = madeValidator("a");
    const key = Buffer.from(known.consumerKey ?? []).toString("base64");
    const set = [
      { pub_key: { ed25519: key }, power: "5" },
      { pub_key: { ed25519: "other" }, power: 7 },
    ];
    const file = { app_state: { ccvconsumer: { provider: { initial_val_set: set } } } };
    expect(genesisValidators(file, [known])).toEqual([
      { key, power: 5n, moniker: "a", providerOperatorAddress: "a-valoper" },
      { key: "other", power: 7n, moniker: "", providerOperatorAddress: undefined },
    ]);
  });

  it("must be there", async () => {
    const error = await rejection("CONFIG_INVALID", (async () => genesisValidators(base))());
    expect(error.message).toContain("has no validators");
  });
});

it("merges a patch as RFC 7396 says", () => {
  expect(
    mergePatch({ a: { b: 1, c: [1] }, d: 1 }, { a: { b: null, c: [2], e: { f: null, g: 1 } }, d: { h: 1 } }),
  ).toEqual({
    a: { c: [2], e: { g: 1 } },
    d: { h: 1 },
  });
  expect(mergePatch({}, JSON.parse('{"__proto__": {"polluted": true}}'))).not.toHaveProperty("polluted");
  expect({}).not.toHaveProperty("polluted");
});
