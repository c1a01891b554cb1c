import { toBech32 } from "@cosmjs/encoding";
import {
  type CreateConsumer,
  msgAssignConsumerKey,
  msgCreateConsumer,
  msgOptIn,
  msgOptOut,
  msgRemoveConsumer,
  msgSetConsumerCommissionRate,
  msgUpdateConsumer,
  type UpdateConsumer,
} from "../../../src/provider/messages.ts";
import { thrown } from "../../support/comet-fixtures.ts";
import { consensus, operator, signer, validConsumer } from "./valid-consumer.ts";

type Change = Readonly<Record<string, unknown>>;

const { initializationParameters: init, powerShapingParameters: shaping, metadata } = validConsumer;
const create = (change: Change): CreateConsumer => ({ ...validConsumer, ...change }) as CreateConsumer;
const withInit = (change: Change): Change => ({ initializationParameters: { ...init, ...change } });
const withShaping = (change: Change): Change => ({ powerShapingParameters: { ...shaping, ...change } });
const withMetadata = (change: Change): Change => ({ metadata: { ...metadata, ...change } });
const withDowntime = (change: Change): Change => ({
  infractionParameters: { downtime: { ...validConsumer.infractionParameters.downtime, ...change } },
});
const height = (revisionNumber: bigint, revisionHeight: bigint): Change =>
  withInit({ initialHeight: { revisionNumber, revisionHeight } });

const namesIn = (call: () => unknown): string[] =>
  thrown("TX_MESSAGE_INVALID", call).context.problems.map(({ name }) => name);

// As ValidateBasic of MsgCreateConsumer and MsgUpdateConsumer in x/ccv/provider/types/msg.go of v7.0.1.
const refusedInBoth: Array<[string, Change]> = [
  ["metadata.name", withMetadata({ name: "" })],
  ["metadata.name", withMetadata({ name: " \t" })],
  ["metadata.name", withMetadata({ name: "é".repeat(26) })],
  ["metadata.description", withMetadata({ description: "a".repeat(10_001) })],
  ["metadata.metadata", withMetadata({ metadata: "a".repeat(256) })],
  ["initializationParameters.initialHeight.revisionHeight", height(3n, 0n)],
  ["initializationParameters.genesisHash", withInit({ genesisHash: new Uint8Array(65) })],
  ["initializationParameters.binaryHash", withInit({ binaryHash: new Uint8Array(65) })],
  ["initializationParameters.unbondingPeriod", withInit({ unbondingPeriod: { seconds: 0n, nanos: 0 } })],
  ["initializationParameters.unbondingPeriod", withInit({ unbondingPeriod: { seconds: -1n, nanos: 0 } })],
  ["initializationParameters.ccvTimeoutPeriod", withInit({ ccvTimeoutPeriod: { seconds: 0n, nanos: -1 } })],
  [
    "initializationParameters.transferTimeoutPeriod",
    withInit({ transferTimeoutPeriod: { seconds: 9223372037n, nanos: 0 } }),
  ],
  ...["", "-0.1", "1.000000000000000001", "2", ".5", "1.", "0.1234567890123456789", "abc", "1e-1", "0.5.5"].map(
    (text): [string, Change] => [
      "initializationParameters.consumerRedistributionFraction",
      withInit({ consumerRedistributionFraction: text }),
    ],
  ),
  ["initializationParameters.blocksPerDistributionTransmission", withInit({ blocksPerDistributionTransmission: 0n })],
  ["initializationParameters.historicalEntries", withInit({ historicalEntries: -1n })],
  ["initializationParameters.historicalEntries", withInit({ historicalEntries: 2n ** 63n })],
  [
    "initializationParameters.distributionTransmissionChannel",
    withInit({ distributionTransmissionChannel: "channel" }),
  ],
  ["initializationParameters.connectionId", withInit({ connectionId: "connection" + "/1" })],
  ["powerShapingParameters.topN", withShaping({ topN: 49 })],
  ["powerShapingParameters.topN", withShaping({ topN: 101 })],
  ["powerShapingParameters.validatorsPowerCap", withShaping({ validatorsPowerCap: 101 })],
  ["powerShapingParameters.validatorsPowerCap", withShaping({ validatorsPowerCap: -1 })],
  ["powerShapingParameters.validatorSetCap", withShaping({ validatorSetCap: 2 ** 32 })],
  ["powerShapingParameters.minStake", withShaping({ minStake: -1n })],
  ["powerShapingParameters.allowlist.1", withShaping({ allowlist: [consensus(1), operator] })],
  ["powerShapingParameters.denylist.0", withShaping({ denylist: ["cosmosvalcons1x"] })],
  ["powerShapingParameters.prioritylist", withShaping({ prioritylist: new Array(1001).fill(consensus(1)) })],
  ["allowlistedRewardDenoms", { allowlistedRewardDenoms: ["aaa", "bbb", "ccc", "ddd"] }],
  ...["", "1a", "ab", "ibc", "ibc/", "ibc/abc", "a b c"].map((denom): [string, Change] => [
    "allowlistedRewardDenoms.0",
    { allowlistedRewardDenoms: [denom] },
  ]),
  ["infractionParameters.downtime.slashFraction", withDowntime({ slashFraction: "1.1" })],
  ["infractionParameters.downtime.slashFraction", withDowntime({ slashFraction: "-1" })],
  ["infractionParameters.downtime.jailDuration", withDowntime({ jailDuration: { seconds: -1n, nanos: 0 } })],
];

describe("creating a consumer is refused for", () => {
  it.each<[string, Change]>([
    ...refusedInBoth.map(([name, change]): [string, Change] => [name, change]),
    ["chainId", { chainId: " ", initializationParameters: undefined }],
    ["chainId", { chainId: "a".repeat(51), initializationParameters: undefined }],
    ["chainId", { chainId: "é".repeat(26), initializationParameters: undefined }],
    ["chainId", { chainId: "neutron-1", ...height(1n, 1n) }],
    ["chainId", { chainId: "stride-1", ...height(1n, 1n) }],
    ["powerShapingParameters.topN", withShaping({ topN: 50 })],
    ["initializationParameters.initialHeight.revisionNumber", height(1n, 1n)],
    ["initializationParameters.initialHeight.revisionNumber", { chainId: "consumer" }],
  ])("%s (%#)", (name, change) => {
    expect(new Set(namesIn(() => msgCreateConsumer(create(change))))).toEqual(new Set([name]));
  });
});

describe("updating a consumer is refused for", () => {
  const update = (change: Change): UpdateConsumer => ({ owner: signer, consumerId: "0", ...change }) as UpdateConsumer;

  it.each([
    ...refusedInBoth,
    ["consumerId", { consumerId: "" }],
    ["consumerId", { consumerId: "consumer-1" }],
    ["consumerId", { consumerId: "-1" }],
    ["consumerId", { consumerId: "18446744073709551616" }],
    ["newChainId", { newChainId: "neutron-1" }],
    ["initializationParameters.initialHeight.revisionNumber", { newChainId: "other-4", ...withInit({}) }],
  ] as Array<[string, Change]>)("%s (%#)", (name, change) => {
    expect(new Set(namesIn(() => msgUpdateConsumer(update(change))))).toEqual(new Set([name]));
  });

  it.each<Change>([
    {},
    { newChainId: "" },
    { newChainId: "other-3", ...withInit({}) },
    withInit({ initialHeight: { revisionNumber: 9n, revisionHeight: 1n } }),
    withShaping({ topN: 50 }),
    withShaping({ topN: 100 }),
    { consumerId: "18446744073709551615" },
  ])("nothing else (%j)", (change) => {
    expect(() => msgUpdateConsumer(update(change))).not.toThrow();
  });
});

describe("what is just possible is accepted:", () => {
  it.each<[string, Change]>([
    [
      "the longest texts",
      withMetadata({ name: "é".repeat(25), description: "a".repeat(10_000), metadata: "a".repeat(255) }),
    ],
    ["the longest chain id", { chainId: "a".repeat(50), initializationParameters: undefined }],
    ["a fraction of 0", withInit({ consumerRedistributionFraction: "0" })],
    ["a fraction of 1", withInit({ consumerRedistributionFraction: "1.000000000000000000" })],
    ["a fraction with leading zeros", withInit({ consumerRedistributionFraction: "00.5" })],
    ["a nanosecond", withInit({ ccvTimeoutPeriod: { seconds: 0n, nanos: 1 } })],
    ["the longest duration", withInit({ unbondingPeriod: { seconds: 9223372036n, nanos: 854775807 } })],
    ["no channel and no connection", withInit({ distributionTransmissionChannel: "", connectionId: "" })],
    ["a power cap of 100", withShaping({ validatorsPowerCap: 100, validatorSetCap: 2 ** 32 - 1 })],
    ["a thousand addresses", withShaping({ allowlist: new Array(1000).fill(consensus(1)) })],
    ["three denominations", { allowlistedRewardDenoms: ["abc", "gamm/pool/1", `ibc/${"0".repeat(64)}`] }],
    ["a slash of everything", withDowntime({ slashFraction: "1" })],
  ])("%s", (_name, change) => {
    expect(() => msgCreateConsumer(create(change))).not.toThrow();
  });
});

it("every problem is told at once, with what was got and wanted", () => {
  const input = create({ ...withMetadata({ name: "" }), ...withShaping({ validatorsPowerCap: 200 }), chainId: "x-4" });
  const error = thrown("TX_MESSAGE_INVALID", () => msgCreateConsumer(input));
  expect(error.context.typeUrl).toBe("/interchain_security.ccv.provider.v1.MsgCreateConsumer");
  expect(error.context.problems).toEqual([
    { name: "powerShapingParameters.validatorsPowerCap", got: "200", wanted: "0 to 100 percent" },
    { name: "metadata.name", got: '""', wanted: "a text that is not blank" },
    {
      name: "initializationParameters.initialHeight.revisionNumber",
      got: "3",
      wanted: '4, the revision of chain id "x-4"',
    },
  ]);
  expect(error.message.split("\n")).toHaveLength(4);
  expect(error.message).toMatch(/^The provider would refuse this MsgCreateConsumer; nothing was sent\n/);
});

describe("a validator's message is refused for", () => {
  const validator = { signer, providerOperatorAddress: operator, consumerId: "7" };
  const key = new Uint8Array(32);
  const makers: Array<[string, (input: typeof validator) => unknown]> = [
    ["MsgOptIn", (input) => msgOptIn(input, key)],
    ["MsgOptOut", (input) => msgOptOut(input)],
    ["MsgAssignConsumerKey", (input) => msgAssignConsumerKey(input, key)],
    ["MsgSetConsumerCommissionRate", (input) => msgSetConsumerCommissionRate(input, "1")],
  ];

  it.each(makers)("%s: another account's operator address, or none", (_name, make) => {
    expect(() => make(validator)).not.toThrow();
    for (const address of [signer, toBech32("cosmosvaloper", new Uint8Array(20)), toBech32("osmovaloper", key), "x"]) {
      expect(namesIn(() => make({ ...validator, providerOperatorAddress: address }))).toEqual([
        "providerOperatorAddress",
      ]);
    }
    expect(namesIn(() => make({ ...validator, consumerId: "x" }))).toEqual(["consumerId"]);
  });

  it("a key that is not of 32 bytes", () => {
    for (const length of [0, 31, 33]) {
      const wrong = new Uint8Array(length);
      expect(namesIn(() => msgOptIn(validator, wrong))).toEqual(["consumerKey"]);
      expect(namesIn(() => msgAssignConsumerKey(validator, wrong))).toEqual(["consumerKey"]);
    }
  });

  it.each(["", "-0.1", "1.1", "5%", "0.1234567890123456789"])("a rate of %j", (rate) => {
    expect(namesIn(() => msgSetConsumerCommissionRate(validator, rate))).toEqual(["rate"]);
  });

  it("a removal of what is no consumer id", () => {
    expect(namesIn(() => msgRemoveConsumer(signer, "consumer-1"))).toEqual(["consumerId"]);
  });
});
