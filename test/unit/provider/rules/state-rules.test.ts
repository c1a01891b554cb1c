import type { EncodeObject } from "@cosmjs/proto-signing";
import type { ConsumerPhase } from "../../../../src/ccv/phase.ts";
import { governanceAddress } from "../../../../src/ccv/rules/address-rules.ts";
import * as tx from "../../../../src/codec/interchain_security/ccv/provider/v1/tx.ts";
import type { ConsumerChain } from "../../../../src/provider/consumer-chain.ts";
import {
  initializationParameters,
  msgRemoveConsumer,
  msgUpdateConsumer,
  powerShapingParameters,
  type UpdateConsumer,
} from "../../../../src/provider/messages.ts";
import type { KeyReading, ProviderReading } from "../../../../src/provider/rules/provider-reading.ts";
import { stateProblems } from "../../../../src/provider/rules/state-rules.ts";
import {
  msgAssignConsumerKey,
  msgOptIn,
  msgOptOut,
  msgSetConsumerCommissionRate,
} from "../../../../src/provider/validator-messages.ts";
import { address } from "../../../support/parity/parity-row.ts";
import { consensus, operator, signer } from "../valid-consumer.ts";

const governance = governanceAddress("cosmos");
const validator = { signer, providerOperatorAddress: operator, consumerId: "7" };
const key = new Uint8Array(32).fill(1);

const consumer: ConsumerChain = {
  consumerId: "7",
  chainId: "consumer-1",
  ownerAddress: signer,
  phase: "LAUNCHED",
  metadata: undefined,
  initializationParameters: undefined,
  powerShapingParameters: powerShapingParameters(),
  infractionParameters: undefined,
  clientId: "07-tendermint-3",
};
const nobody: KeyReading = { operatorAddress: undefined, assignedBy: "", hasAssigned: false };
const good: ProviderReading = {
  consumer,
  minEvidenceHeight: 10n,
  minPowerInTopN: undefined,
  validator: {
    operatorAddress: operator,
    key: new Uint8Array(32),
    moniker: "",
    jailed: false,
    tokens: 100_000_000n,
    power: 100n,
    commissionRate: "0.1",
  },
  key: nobody,
  minCommissionRate: "0.05",
};

const inPhase = (phase: ConsumerPhase): Partial<ProviderReading> => ({ consumer: { ...consumer, phase } });
const keyOf = (reading: Partial<KeyReading>): Partial<ProviderReading> => ({ key: { ...nobody, ...reading } });
const update = (change: Partial<UpdateConsumer>): EncodeObject =>
  msgUpdateConsumer({ owner: signer, consumerId: "7", ...change });
const topN = { ...consumer, ownerAddress: governance, powerShapingParameters: powerShapingParameters({ topN: 50 }) };

function fields(message: EncodeObject, reading: Partial<ProviderReading> = {}): string[] {
  return stateProblems(message, { ...good, ...reading }).map(({ name }) => name);
}

const messages: Readonly<Record<string, EncodeObject>> = {
  "opt in": msgOptIn(validator, key),
  "opt out": msgOptOut(validator),
  "assign key": msgAssignConsumerKey(validator, key),
  "set rate": msgSetConsumerCommissionRate(validator, "0.05"),
  update: update({}),
  remove: msgRemoveConsumer(signer, "7"),
};

describe.each(Object.entries(messages))("%s", (kind, message) => {
  const needsLaunch = kind === "opt out" || kind === "remove";

  it("is good for a launched consumer", () => {
    expect(fields(message)).toEqual([]);
  });

  it.each<[ConsumerPhase, boolean]>([
    ["REGISTERED", !needsLaunch],
    ["INITIALIZED", !needsLaunch],
    ["LAUNCHED", true],
    ["STOPPED", false],
    ["DELETED", false],
  ])("of a consumer that is %s: %s", (phase, isGood) => {
    const problems = stateProblems(message, { ...good, ...inPhase(phase) });
    expect(problems.map(({ name }) => name)).toEqual(isGood ? [] : ["consumerId"]);
    if (!isGood) expect(problems[0]?.got).toBe(`"7", which is ${phase}`);
  });

  it("of a consumer that the provider does not know", () => {
    expect(fields(message, { consumer: undefined })).toEqual(["consumerId"]);
  });
});

it.each(["opt in", "opt out", "assign key", "set rate"])("%s needs a validator", (kind) => {
  expect(fields(messages[kind] as EncodeObject, { validator: undefined })).toEqual(["providerOperatorAddress"]);
});

describe("a consumer key", () => {
  it.each<[string, Partial<KeyReading>, boolean]>([
    ["of nobody", {}, true],
    ["that a validator has or had assigned", { assignedBy: consensus(1) }, false],
    ["with which another signs on the provider", { operatorAddress: address("cosmosvaloper") }, false],
    ["with which the validator signs on the provider", { operatorAddress: operator }, false],
    [
      "with which the validator signs, in place of an assigned one",
      { operatorAddress: operator, hasAssigned: true },
      true,
    ],
  ])("%s: %s", (_what, reading, isGood) => {
    const expected = isGood ? [] : ["consumerKey"];
    expect(fields(messages["opt in"] as EncodeObject, keyOf(reading))).toEqual(expected);
    expect(fields(messages["assign key"] as EncodeObject, keyOf(reading))).toEqual(expected);
  });

  it("does not matter to an opt-in without one", () => {
    expect(fields(msgOptIn(validator), keyOf({ assignedBy: consensus(1) }))).toEqual([]);
  });
});

it("a rate below the provider's least one is refused", () => {
  expect(fields(msgSetConsumerCommissionRate(validator, "0.049999999999999999"))).toEqual(["rate"]);
});

it("a validator of the Top N may not opt out", () => {
  expect(fields(msgOptOut(validator), { minPowerInTopN: 101n })).toEqual([]);
  expect(fields(msgOptOut(validator), { minPowerInTopN: 100n })).toEqual(["providerOperatorAddress"]);
});

describe("an update", () => {
  const init = (chainId: string) => ({ initializationParameters: initializationParameters(chainId) });

  it.each<[string, EncodeObject, Partial<ProviderReading>, string[]]>([
    ["by another", msgUpdateConsumer({ owner: governance, consumerId: "7" }), {}, ["owner"]],
    ["of the chain id after the launch", update({ newChainId: "x-1" }), {}, ["newChainId"]],
    ["of the chain id to itself", update({ newChainId: "consumer-1" }), {}, []],
    ["of the chain id before the launch", update({ newChainId: "x-1" }), inPhase("INITIALIZED"), []],
    ["of parameters after the launch", update(init("consumer-1")), {}, ["initializationParameters"]],
    ["of parameters before the launch", update(init("consumer-1")), inPhase("REGISTERED"), []],
    [
      "of parameters of another revision",
      update(init("consumer-2")),
      inPhase("REGISTERED"),
      ["initializationParameters.initialHeight.revisionNumber"],
    ],
    [
      "of a Top N consumer's owner",
      msgUpdateConsumer({ owner: governance, consumerId: "7", newOwnerAddress: signer }),
      { consumer: topN },
      ["newOwnerAddress"],
    ],
    [
      "of a Top N consumer's owner and Top N",
      msgUpdateConsumer({
        owner: governance,
        consumerId: "7",
        newOwnerAddress: signer,
        powerShapingParameters: powerShapingParameters(),
      }),
      { consumer: topN },
      [],
    ],
  ])("%s", (_what, message, reading, expected) => {
    expect(fields(message, reading)).toEqual(expected);
  });
});

describe("evidence", () => {
  const doubleVote = (height: bigint): EncodeObject => ({
    typeUrl: tx.MsgSubmitConsumerDoubleVoting.typeUrl,
    value: tx.MsgSubmitConsumerDoubleVoting.fromPartial({
      consumerId: "7",
      duplicateVoteEvidence: { voteA: { height } },
    }),
  });
  const misbehaviour = (clientId: string, chainId: string, height: bigint): EncodeObject => ({
    typeUrl: tx.MsgSubmitConsumerMisbehaviour.typeUrl,
    value: tx.MsgSubmitConsumerMisbehaviour.fromPartial({
      consumerId: "7",
      misbehaviour: { clientId, header1: { signedHeader: { header: { chainId, height } } } },
    }),
  });
  const path = "misbehaviour.header1.signedHeader.header";

  it("is refused where it is too old", () => {
    expect(fields(doubleVote(10n))).toEqual([]);
    expect(fields(doubleVote(9n))).toEqual(["duplicateVoteEvidence.voteA.height"]);
    expect(fields(misbehaviour("07-tendermint-3", "consumer-1", 10n))).toEqual([]);
    expect(fields(misbehaviour("07-tendermint-3", "consumer-1", 9n))).toEqual([`${path}.height`]);
  });

  it("is refused of another chain or client", () => {
    expect(fields(misbehaviour("07-tendermint-4", "x-1", 10n))).toEqual([`${path}.chainId`, "misbehaviour.clientId"]);
  });

  it("is refused of a consumer without a client", () => {
    const unlaunched = { consumer: { ...consumer, phase: "REGISTERED", clientId: "" } } as const;
    expect(fields(doubleVote(10n), unlaunched)).toEqual(["consumerId"]);
    expect(fields(misbehaviour("07-tendermint-3", "consumer-1", 10n), unlaunched)).toEqual(["consumerId"]);
    expect(fields(doubleVote(10n), inPhase("STOPPED"))).toEqual([]);
  });
});

it("messages of other modules are not judged", () => {
  expect(fields({ typeUrl: "/cosmos.bank.v1beta1.MsgSend", value: {} }, { consumer: undefined })).toEqual([]);
});
