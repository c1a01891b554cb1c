import type { ClientState } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import { MsgUpdateParams as ConsumerUpdateParams } from "../../../src/codec/interchain_security/ccv/consumer/v1/tx.ts";
import type { Params } from "../../../src/codec/interchain_security/ccv/provider/v1/provider.ts";
import { MsgChangeRewardDenoms, MsgUpdateParams } from "../../../src/codec/interchain_security/ccv/provider/v1/tx.ts";
import type { ConsumerParams } from "../../../src/codec/interchain_security/ccv/v1/shared_consumer.ts";
import { checkConsumerUpdateParams } from "../../../src/consumer/rules.ts";
import { checkChangeRewardDenoms, checkUpdateParams } from "../../../src/provider/rules/governance-rules.ts";
import { type Change, type ParityContext, type ParityRow, rowsOf, stricter } from "./parity-row.ts";

const seconds = (value: bigint, nanos = 0) => ({ seconds: value, nanos });
const MAX_INT64 = 2n ** 63n - 1n;

/** Every rule of MsgChangeRewardDenoms. */
export function rewardDenomRows({ owner, governance }: ParityContext): ParityRow[] {
  const good: MsgChangeRewardDenoms = { authority: governance, denomsToAdd: ["parity"], denomsToRemove: [] };
  const message = (value: MsgChangeRewardDenoms) => ({ typeUrl: MsgChangeRewardDenoms.typeUrl, value });
  const wrong = ["", "a", "1abc", "a b", "aé", "a".repeat(129)];
  return rowsOf("reward denoms", good, message, checkChangeRewardDenoms, [
    ["one to add", {}],
    ["one to remove", { denomsToAdd: [], denomsToRemove: ["parity"] }],
    ["the longest", { denomsToAdd: ["a".repeat(128)] }],
    ["an IBC denomination that is none", { denomsToAdd: ["ibc/x"] }],
    ["the same one twice", { denomsToAdd: ["parity", "parity"] }],
    ["none at all", { denomsToAdd: [] }, "denomsToAdd"],
    ["one to add and remove", { denomsToRemove: ["other", "parity"] }, "denomsToRemove.1"],
    ...wrong.map(
      (denom): Change<typeof good> => [`add ${JSON.stringify(denom)}`, { denomsToAdd: [denom] }, "denomsToAdd.0"],
    ),
    ["remove a wrong one", { denomsToRemove: ["a"] }, "denomsToRemove.0"],
    ["another authority", { authority: owner }, "authority"],
    ["an authority that is none", { authority: "x" }, "authority"],
  ]);
}

/** Changes of the fields that are one value each. */
function plainChanges(): Array<Change<Params>> {
  const fractions = (["trustingPeriodFraction", "slashMeterReplenishFraction"] as const).flatMap(
    (field): Array<Change<Params>> => [
      ...["1", "0.000000000000000001", "+0.5"].map((text): Change<Params> => [`${field} ${text}`, { [field]: text }]),
      ...["", "0", "-0", "-0.5", "1.000000000000000001", "0.1234567890123456789", "x"].map(
        (text): Change<Params> => [`${field} ${JSON.stringify(text)}`, { [field]: text }, `params.${field}`],
      ),
    ],
  );
  const durations = (["ccvTimeoutPeriod", "slashMeterReplenishPeriod"] as const).flatMap(
    (field): Array<Change<Params>> => [
      [`${field} of a nanosecond`, { [field]: seconds(0n, 1) }],
      [`${field} of zero`, { [field]: seconds(0n) }, `params.${field}`],
      [`${field} below zero`, { [field]: seconds(-1n) }, `params.${field}`],
      [`no ${field}`, { [field]: undefined }, `params.${field}`],
    ],
  );
  const integers = (
    ["blocksPerEpoch", "numberOfEpochsToStartReceivingRewards", "maxProviderConsensusValidators"] as const
  ).flatMap(
    (field): Array<Change<Params>> => [
      [`${field} 1`, { [field]: 1n }],
      [`${field} of the most`, { [field]: MAX_INT64 }],
      [`${field} 0`, { [field]: 0n }, `params.${field}`],
      [`${field} -1`, { [field]: -1n }, `params.${field}`],
    ],
  );
  return [...fractions, ...durations, ...integers];
}

/** Every rule of the provider's MsgUpdateParams; `present` are the parameters that it has. */
export function providerParamsRows({ owner, governance }: ParityContext, present: Params): ParityRow[] {
  const fee = present.consumerRewardDenomRegistrationFee ?? { denom: "stake", amount: "1" };
  const client = present.templateClient;
  if (client === undefined) throw new Error("The provider has no template client");
  const message = (value: MsgUpdateParams) => ({ typeUrl: MsgUpdateParams.typeUrl, value });
  const rows = (changes: ReadonlyArray<Change<Params>>) =>
    rowsOf(
      "provider params",
      present,
      (params) => message({ authority: governance, params }),
      (params) => checkUpdateParams({ authority: governance, params }),
      changes,
    );
  const withFee = (change: Partial<typeof fee>) => ({ consumerRewardDenomRegistrationFee: { ...fee, ...change } });
  const withClient = (change: Partial<ClientState>) => ({ templateClient: { ...client, ...change } });
  const trust = (numerator: bigint, denominator: bigint) => withClient({ trustLevel: { numerator, denominator } });
  const amount = "params.consumerRewardDenomRegistrationFee.amount";
  return [
    ...rows([["as they are", {}], ...plainChanges()]),
    ...rows([
      ["no template client", { templateClient: undefined }, "params.templateClient"],
      ["a trust level of a third", trust(1n, 3n)],
      ["a trust level of one", trust(5n, 5n)],
      ["a trust level of less than a third", trust(1n, 4n), "params.templateClient.trustLevel"],
      ["a trust level above one", trust(4n, 3n), "params.templateClient.trustLevel"],
      ["a trust level of nothing", trust(0n, 0n), "params.templateClient.trustLevel"],
      ["a trust level whose product wraps to more", trust(2n ** 63n, 2n ** 63n)],
      [
        "a trust level whose product wraps to less",
        trust(6148914691236517206n, 6148914691236517206n),
        "params.templateClient.trustLevel",
      ],
      ["no clock drift", withClient({ maxClockDrift: seconds(0n) }), "params.templateClient.maxClockDrift"],
      ["no proof specs", withClient({ proofSpecs: [] }), "params.templateClient.proofSpecs"],
      ["no upgrade path", withClient({ upgradePath: [] })],
      [
        "a blank key in the upgrade path",
        withClient({ upgradePath: ["a", " "] }),
        "params.templateClient.upgradePath.1",
      ],
      [
        "periods and height that the launch replaces",
        withClient({ trustingPeriod: seconds(-5n), unbondingPeriod: seconds(0n), chainId: "x".repeat(60) }),
      ],
      [
        "a trusting period that nobody can read",
        withClient({ trustingPeriod: seconds(1n, -1) }),
        "params.templateClient.trustingPeriod",
      ],
      ["no fee", { consumerRewardDenomRegistrationFee: undefined }, "params.consumerRewardDenomRegistrationFee"],
      ["a fee of 0", withFee({ amount: "0" })],
      ["the greatest fee", withFee({ amount: `${2n ** 256n - 1n}` })],
      ["a greater fee", withFee({ amount: `${2n ** 256n}` }), amount],
      ...["", "-1", "1.5", "x", "1e3"].map(
        (text): Change<Params> => [`a fee of ${JSON.stringify(text)}`, withFee({ amount: text }), amount],
      ),
      [
        "a fee in a denomination that is none",
        withFee({ denom: "1x" }),
        "params.consumerRewardDenomRegistrationFee.denom",
      ],
    ]),
    ...stricter(
      "the chain would read another number than the one written",
      rows([
        ["a fee in hexadecimal", withFee({ amount: "0x10" }), amount],
        ["a fee in octal", withFee({ amount: "010" }), amount],
      ]),
    ),
    ...rowsOf<MsgUpdateParams>(
      "provider params",
      { authority: governance, params: present },
      message,
      checkUpdateParams,
      [
        ["another authority", { authority: owner }, "authority"],
        ["an authority that is none", { authority: "" }, "authority"],
        ["no params", { params: undefined }, "params"],
      ],
    ),
  ];
}

/** Every rule of the consumer's MsgUpdateParams; `present` are the parameters that it has. */
export function consumerParamsRows(authority: string, present: ConsumerParams): ParityRow[] {
  const rows = (changes: ReadonlyArray<Change<ConsumerParams>>) =>
    rowsOf(
      "consumer params",
      present,
      (params) => ({ typeUrl: ConsumerUpdateParams.typeUrl, value: { authority, params } }),
      (params) => checkConsumerUpdateParams({ authority, params }),
      changes,
    );
  const durations = (
    ["ccvTimeoutPeriod", "transferTimeoutPeriod", "unbondingPeriod", "retryDelayPeriod"] as const
  ).flatMap(
    (field): Array<Change<ConsumerParams>> => [
      [`${field} of the longest`, { [field]: seconds(9223372036n, 854775807) }],
      [`${field} of zero`, { [field]: seconds(0n) }, `params.${field}`],
      [`no ${field}`, { [field]: undefined }, `params.${field}`],
    ],
  );
  const integers = (["blocksPerDistributionTransmission", "historicalEntries"] as const).flatMap(
    (field): Array<Change<ConsumerParams>> => [
      [`${field} 1`, { [field]: 1n }],
      [`${field} 0`, { [field]: 0n }, `params.${field}`],
      [`${field} -1`, { [field]: -1n }, `params.${field}`],
    ],
  );
  const denoms = (["rewardDenoms", "providerRewardDenoms"] as const).flatMap(
    (field): Array<Change<ConsumerParams>> => [
      [`${field} with one that is none`, { [field]: ["stake", "1x"] }, `params.${field}.1`],
      [`${field} with an IBC denomination that is none`, { [field]: ["ibc/x"] }],
    ],
  );
  return rows([
    ["as they are", {}],
    ...durations,
    ...integers,
    ...denoms,
    ["not enabled", { enabled: false }],
    ["a blank channel", { distributionTransmissionChannel: " " }, "params.distributionTransmissionChannel"],
    ["a channel too short", { distributionTransmissionChannel: "channel" }, "params.distributionTransmissionChannel"],
    ["no channel", { distributionTransmissionChannel: "" }],
    ["any text as fee pool", { providerFeePoolAddrStr: "x" }],
    ["a fraction of 0", { consumerRedistributionFraction: "0" }],
    ["a fraction of 1", { consumerRedistributionFraction: "1" }],
    ["a fraction above 1", { consumerRedistributionFraction: "1.1" }, "params.consumerRedistributionFraction"],
    [
      "a fraction of 19 places",
      { consumerRedistributionFraction: "0.1234567890123456789" },
      "params.consumerRedistributionFraction",
    ],
    ["an empty consumer id", { consumerId: "" }, "params.consumerId"],
    ["a chain id as consumer id", { consumerId: "consumer-1" }, "params.consumerId"],
    ["any threshold", { softOptOutThreshold: "x" }],
  ]);
}
