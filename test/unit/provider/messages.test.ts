import { fromAscii } from "@cosmjs/encoding";
import type { EncodeObject } from "@cosmjs/proto-signing";
import fc from "fast-check";
import type {
  MsgCreateConsumer,
  MsgSetConsumerCommissionRate,
} from "../../../src/codec/interchain_security/ccv/provider/v1/tx.ts";
import { authorityFor } from "../../../src/provider/governance/authority-for.ts";
import { msgChangeRewardDenoms } from "../../../src/provider/governance-messages.ts";
import * as messages from "../../../src/provider/messages.ts";
import { createProviderRegistry } from "../../../src/provider/registry.ts";
import * as validatorMessages from "../../../src/provider/validator-messages.ts";
import { thrown } from "../../support/comet-fixtures.ts";
import { operator, signer, validConsumer } from "./valid-consumer.ts";

const registry = createProviderRegistry();
const validator = { signer, providerOperatorAddress: operator, consumerId: "7" };
const key = new Uint8Array(32).fill(1);
const keyJson = '{"@type":"/cosmos.crypto.ed25519.PubKey","key":"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="}';

/** What the chain reads. */
function decoded(message: EncodeObject): unknown {
  return registry.decode({ typeUrl: message.typeUrl, value: registry.encode(message) });
}

const validatorFields = { chainId: "", providerAddr: operator, signer, consumerId: "7" };
const provider = "/interchain_security.ccv.provider.v1.";

describe("a message arrives as it was given:", () => {
  it.each<[string, EncodeObject, unknown]>([
    ["MsgOptIn", validatorMessages.msgOptIn(validator), { ...validatorFields, consumerKey: "" }],
    ["MsgOptIn", validatorMessages.msgOptIn(validator, key), { ...validatorFields, consumerKey: keyJson }],
    ["MsgOptOut", validatorMessages.msgOptOut(validator), validatorFields],
    [
      "MsgAssignConsumerKey",
      validatorMessages.msgAssignConsumerKey(validator, key),
      { ...validatorFields, consumerKey: keyJson },
    ],
    [
      "MsgSetConsumerCommissionRate",
      validatorMessages.msgSetConsumerCommissionRate(validator, "0.05"),
      { ...validatorFields, rate: "50000000000000000" },
    ],
    [
      "MsgChangeRewardDenoms",
      msgChangeRewardDenoms({ authority: authorityFor(signer), denomsToAdd: ["stake"] }),
      { authority: authorityFor(signer), denomsToAdd: ["stake"], denomsToRemove: [] },
    ],
    ["MsgRemoveConsumer", messages.msgRemoveConsumer(signer, "7"), { owner: signer, consumerId: "7" }],
    [
      "MsgUpdateConsumer",
      messages.msgUpdateConsumer({ owner: signer, consumerId: "7" }),
      {
        owner: signer,
        consumerId: "7",
        newOwnerAddress: "",
        newChainId: "",
        metadata: undefined,
        initializationParameters: undefined,
        powerShapingParameters: undefined,
        allowlistedRewardDenoms: undefined,
        infractionParameters: undefined,
      },
    ],
  ])("%s", (name, message, value) => {
    expect(message.typeUrl).toBe(provider + name);
    expect(decoded(message)).toEqual(value);
  });

  it("MsgCreateConsumer with everything set", () => {
    const value = decoded(messages.msgCreateConsumer(validConsumer)) as MsgCreateConsumer;
    const { initializationParameters: given } = validConsumer;
    expect(value).toMatchObject({ submitter: signer, chainId: "consumer-3", metadata: validConsumer.metadata });
    expect(value.initializationParameters).toEqual({
      ...given,
      spawnTime: { seconds: 1_778_051_289n, nanos: 123_000_000 },
    });
    const { allowInactiveValidators: allowInactiveVals, ...shaping } = validConsumer.powerShapingParameters;
    expect(value.powerShapingParameters).toEqual({ ...shaping, allowInactiveVals });
    expect(value.allowlistedRewardDenoms).toEqual({ denoms: validConsumer.allowlistedRewardDenoms });
    const { doubleSign, downtime } = value.infractionParameters ?? {};
    expect(doubleSign).toMatchObject({ jailDuration: { seconds: 9223372036n, nanos: 854775807 }, tombstone: true });
    expect(downtime).toMatchObject({ jailDuration: { seconds: 0n, nanos: 0 }, tombstone: false });
    // A Go LegacyDec in a bytes field: its text, times 10^18.
    expect(fromAscii(doubleSign?.slashFraction ?? new Uint8Array())).toBe("50000000000000000");
    expect(fromAscii(downtime?.slashFraction ?? new Uint8Array())).toBe("0");
  });

  it("MsgCreateConsumer with the least set", () => {
    const { metadata, submitter } = validConsumer;
    const value = decoded(
      messages.msgCreateConsumer({ submitter, chainId: "consumer-1", metadata }),
    ) as MsgCreateConsumer;
    expect(value.initializationParameters).toBeUndefined();
    expect(value.powerShapingParameters).toBeUndefined();
    expect(value.infractionParameters).toBeUndefined();
  });
});

it("governance's messages are refused for any other authority", () => {
  const error = thrown("TX_MESSAGE_INVALID", () =>
    msgChangeRewardDenoms({ authority: signer, denomsToAdd: ["stake"] }),
  );
  expect(error.context.problems).toMatchObject([{ name: "authority", got: signer }]);
});

it("an undecided spawn time is none on the wire", () => {
  const initializationParameters = messages.initializationParameters("consumer-3");
  const value = decoded(messages.msgCreateConsumer({ ...validConsumer, initializationParameters }));
  expect(value).toMatchObject({ initializationParameters: { spawnTime: undefined } });
});

it("initialization parameters are the provider's defaults, with the chain id's revision", () => {
  expect(messages.initializationParameters("a-12")).toMatchObject({
    initialHeight: { revisionNumber: 12n, revisionHeight: 1n },
    unbondingPeriod: { seconds: 1_728_000n, nanos: 0 },
    ccvTimeoutPeriod: { seconds: 2_419_200n, nanos: 0 },
    transferTimeoutPeriod: { seconds: 3_600n, nanos: 0 },
    consumerRedistributionFraction: "0.75",
    blocksPerDistributionTransmission: 1_000n,
    historicalEntries: 10_000n,
  });
});

it("any commission rate from 0 to 1 with up to 18 places reaches the chain as itself", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n }), (atomics) => {
      const digits = atomics.toString().padStart(19, "0");
      const rate = `${digits.slice(0, -18)}.${digits.slice(-18)}`;
      const value = decoded(
        validatorMessages.msgSetConsumerCommissionRate(validator, rate),
      ) as MsgSetConsumerCommissionRate;
      expect(value.rate).toBe(atomics.toString());
    }),
  );
});
