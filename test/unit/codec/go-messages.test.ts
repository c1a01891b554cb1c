import { readFileSync } from "node:fs";
import { fromHex, toHex } from "@cosmjs/encoding";
import { Infraction } from "cosmjs-types/cosmos/staking/v1beta1/staking";
import { MsgCreateConsumer, MsgOptIn } from "../../../src/codec/interchain_security/ccv/provider/v1/tx.ts";
import {
  ConsumerPacketData,
  ValidatorSetChangePacketData,
} from "../../../src/codec/interchain_security/ccv/v1/wire.ts";

interface GoMessages {
  readonly messages: readonly { readonly typeUrl: string; readonly hex: string; readonly json: unknown }[];
}

const { messages }: GoMessages = JSON.parse(readFileSync("test/fixtures/codec/go-messages.json", "utf8"));

function goMessage(typeUrl: string): GoMessages["messages"][number] {
  const found = messages.find((message) => message.typeUrl === typeUrl);
  if (!found) throw new Error(`no ${typeUrl} in the fixture`);
  return found;
}

const optIn = goMessage(MsgOptIn.typeUrl);
const create = goMessage(MsgCreateConsumer.typeUrl);
const validatorSetChange = goMessage(ValidatorSetChangePacketData.typeUrl);
const slash = goMessage(ConsumerPacketData.typeUrl);

describe("messages written by the Go types of the pinned release", () => {
  it("reads every field of a message to opt in", () => {
    expect(MsgOptIn.decode(fromHex(optIn.hex))).toEqual({
      chainId: "",
      providerAddr: "cosmosvaloper1x",
      consumerKey: '{"@type":"/cosmos.crypto.ed25519.PubKey","key":"AAA="}',
      signer: "cosmos1signer",
      consumerId: "7",
    });
  });

  it("reads heights, times, durations and the largest u64 of a message to create a consumer", () => {
    const { initializationParameters, powerShapingParameters } = MsgCreateConsumer.decode(fromHex(create.hex));
    expect(initializationParameters).toMatchObject({
      initialHeight: { revisionNumber: 1n, revisionHeight: 1n },
      spawnTime: { seconds: 1735787045n, nanos: 600_000_000 },
      unbondingPeriod: { seconds: 1728000n, nanos: 500_000_000 },
      blocksPerDistributionTransmission: 1500n,
    });
    expect(powerShapingParameters).toMatchObject({ minStake: 2n ** 64n - 1n, validatorsPowerCap: 34 });
  });

  it("reads the largest power, a removal and the largest valset update id of a VSC packet", () => {
    const { validatorUpdates, valsetUpdateId, slashAcks } = ValidatorSetChangePacketData.decode(
      fromHex(validatorSetChange.hex),
    );
    expect(validatorUpdates.map((update) => update.power)).toEqual([2n ** 63n - 1n, 0n]);
    expect(validatorUpdates[0]?.pubKey?.ed25519).toHaveLength(32);
    expect(valsetUpdateId).toBe(2n ** 64n - 1n);
    expect(slashAcks).toEqual(["cosmosvalcons1b"]);
  });

  it("reads the infraction of a slash packet", () => {
    expect(ConsumerPacketData.decode(fromHex(slash.hex)).slashPacketData).toMatchObject({
      validator: { power: 12n },
      valsetUpdateId: 3n,
      infraction: Infraction.INFRACTION_DOWNTIME,
    });
  });

  it.each([
    [optIn, MsgOptIn],
    [create, MsgCreateConsumer],
    [validatorSetChange, ValidatorSetChangePacketData],
    [slash, ConsumerPacketData],
  ] as const)("writes and reads as Go does, both in protobuf and in JSON: %#", ({ hex, json }, type) => {
    const decoded = type.decode(fromHex(hex));
    expect(toHex(type.encode(decoded as never).finish())).toBe(hex);
    expect(type.fromJSON(json)).toEqual(decoded);
    expect(type.fromJSON(type.toJSON(decoded as never))).toEqual(decoded);
  });
});
