import { toAscii, toBech32, toHex } from "@cosmjs/encoding";
import { Bech32PrefixResponse } from "cosmjs-types/cosmos/auth/v1beta1/query";
import { QueryBalanceResponse } from "cosmjs-types/cosmos/bank/v1beta1/query";
import { TxMsgData } from "cosmjs-types/cosmos/base/abci/v1beta1/abci";
import { PubKey } from "cosmjs-types/cosmos/crypto/ed25519/keys";
import { QueryParamsResponse, QueryValidatorsResponse } from "cosmjs-types/cosmos/staking/v1beta1/query";
import { BondStatus } from "cosmjs-types/cosmos/staking/v1beta1/staking";
import { TxBody, TxRaw } from "cosmjs-types/cosmos/tx/v1beta1/tx";
import * as q from "../../../src/codec/interchain_security/ccv/provider/v1/query.ts";
import { MsgCreateConsumerResponse } from "../../../src/codec/interchain_security/ccv/provider/v1/tx.ts";
import {
  type ConsumerMetadata,
  type InitializationParameters,
  initializationParametersToWire,
} from "../../../src/provider/parameters.ts";
import { addAccount } from "../../support/fake-account.ts";
import type { AbciAnswer, FakeComet } from "../../support/fake-comet.ts";
import { alice, bob, overviewAnswers } from "./overview-chain.ts";

/** A consumer as a fake provider has it; a test may change it at any time. */
export interface FakeConsumer {
  readonly consumerId: string;
  readonly chainId: string;
  phase: string;
  ownerAddress: string;
  metadata: ConsumerMetadata;
  initialization?: InitializationParameters;
  /** Its phase from a height on. */
  later?: { readonly height: bigint; readonly phase: string } | undefined;
}

/** A fake node that answers as a provider with consumers, and puts what it is sent into a block at once. */
export interface FakeProvider {
  readonly comet: FakeComet;
  readonly consumers: FakeConsumer[];
  /** Answers by path and, for stored values, key. */
  readonly answers: Record<string, Uint8Array>;
  /** The messages of the transactions in blocks: their type's last word, and their bytes. */
  sent(): readonly { readonly name: string; readonly value: Uint8Array }[];
  /** What a message is answered with, by its name; in place of an empty answer. */
  readonly responses: Map<string, { readonly typeUrl: string; readonly value: Uint8Array }>;
  /** Told each message that is included, in a block that is not there yet. */
  onMessage: (name: string) => void;
  /** Told each height of which somebody asks for one consumer. */
  onAsked: (height: bigint) => void;
  /** What a block says of the next transactions; undefined for success. */
  fails: { readonly code: number; readonly codespace: string; readonly log: string } | undefined;
}

const provider = (name: string): string => `/interchain_security.ccv.provider.v1.Query/Query${name}`;

const sequencePath = (name: string): string =>
  `/store/ibc/key ${toHex(toAscii(`${name}/ports/provider/channels/channel-2`))}`;

/** Where the provider keeps the next sequences of the only channel; they count from 1. */
export const sequenceKey = { send: sequencePath("nextSequenceSend"), acknowledge: sequencePath("nextSequenceAck") };
export const sequenceBytes = (value: number): Uint8Array => Uint8Array.of(0, 0, 0, 0, 0, 0, 0, value);

/** The id that the provider gives a new consumer. */
export const nextConsumerId = "12";

/** `…valoper…` of one of the provider's validators, alice and bob. */
export const operatorOf = (moniker: string): string =>
  toBech32("cosmosvaloper", new Uint8Array(20).fill(moniker.charCodeAt(0)));

function staking(moniker: string, key: Uint8Array, more: object) {
  return {
    operatorAddress: operatorOf(moniker),
    consensusPubkey: { typeUrl: PubKey.typeUrl, value: PubKey.encode({ key }).finish() },
    description: { moniker },
    commission: { commissionRates: { rate: "50000000000000000" } },
    ...more,
  };
}

/** Teaches a fake node the state of `overviewAnswers` with these consumers, and the test's account. */
export function provide(comet: FakeComet, consumers: FakeConsumer[]): FakeProvider {
  const phases = Object.fromEntries(consumers.map(({ consumerId, phase }) => [consumerId, phase]));
  const answers: Record<string, Uint8Array> = {
    ...overviewAnswers({ ...phases, [nextConsumerId]: "LAUNCHED" }),
    [sequenceKey.send]: sequenceBytes(1),
    [sequenceKey.acknowledge]: sequenceBytes(1),
    [provider("ConsumerGenesis")]: q.QueryConsumerGenesisResponse.encode(
      q.QueryConsumerGenesisResponse.fromPartial({
        genesisState: {
          params: {},
          provider: { initialValSet: [{ pubKey: { ed25519: alice.consumerKey }, power: 100n }] },
        },
      }),
    ).finish(),
    [provider("ConsumerGenesisTime")]: q.QueryConsumerGenesisTimeResponse.encode(
      q.QueryConsumerGenesisTimeResponse.fromPartial({ genesisTime: { seconds: 1_800_000_000n } }),
    ).finish(),
    [provider("Params")]: q.QueryParamsResponse.encode(
      q.QueryParamsResponse.fromPartial({
        params: { blocksPerEpoch: 5n, maxProviderConsensusValidators: 1n, trustingPeriodFraction: "0.66" },
      }),
    ).finish(),
    "/cosmos.staking.v1beta1.Query/Params": QueryParamsResponse.encode(
      QueryParamsResponse.fromPartial({ params: { maxValidators: 100, unbondingTime: { seconds: 86_400n } } }),
    ).finish(),
    "/cosmos.staking.v1beta1.Query/Validators": QueryValidatorsResponse.encode(
      QueryValidatorsResponse.fromPartial({
        validators: [
          staking("alice", alice.key, { tokens: "100999999", status: BondStatus.BOND_STATUS_BONDED }),
          staking("bob", bob.key, { tokens: "5000000", status: BondStatus.BOND_STATUS_UNBONDING, jailed: true }),
        ],
      }),
    ).finish(),
    "/cosmos.auth.v1beta1.Query/Bech32Prefix": Bech32PrefixResponse.encode({ bech32Prefix: "cosmos" }).finish(),
    "/cosmos.bank.v1beta1.Query/Balance": QueryBalanceResponse.encode({
      balance: { denom: "uatom", amount: "1000000" },
    }).finish(),
  };
  for (const path of Object.keys(answers)) if (path.startsWith("/")) teach(comet, path, answers);
  comet.queries.set(provider("ConsumerChain"), (data, height) => {
    fake.onAsked(height);
    return oneConsumer(at(consumers, height), data);
  });
  comet.queries.set(provider("ConsumerChains"), (data, height) => listOf(at(consumers, height), answers, data));
  const created = MsgCreateConsumerResponse.encode({ consumerId: nextConsumerId }).finish();
  const fake: FakeProvider = {
    comet,
    consumers,
    answers,
    responses: new Map([["MsgCreateConsumer", { typeUrl: MsgCreateConsumerResponse.typeUrl, value: created }]]),
    onMessage: () => undefined,
    onAsked: () => undefined,
    fails: undefined,
    sent: () => comet.blocks.flatMap(({ txs = [] }) => txs.flatMap(({ bytes }) => read(bytes))),
  };
  comet.validators = [{ key: alice.key, power: 100n }];
  includeAtOnce(fake);
  return fake;
}

/** Stored values are answered by key; a store answers nothing for one that it does not have. */
function teach(comet: FakeComet, name: string, answers: Readonly<Record<string, Uint8Array>>): void {
  const [path = ""] = name.split(" ");
  const isStore = path.startsWith("/store/");
  comet.queries.set(path, (data): AbciAnswer => {
    const answer = isStore ? (answers[`${path} ${toHex(data)}`] ?? new Uint8Array()) : answers[path];
    return answer ?? { code: 6, log: `unknown query path ${path}` };
  });
}

/** The consumers as they are after the block of a height. */
function at(consumers: readonly FakeConsumer[], height: bigint): readonly FakeConsumer[] {
  return consumers.map(({ later, ...each }) =>
    later && height >= later.height ? { ...each, phase: later.phase } : each,
  );
}

function oneConsumer(consumers: readonly FakeConsumer[], data: Uint8Array): AbciAnswer {
  const { consumerId } = q.QueryConsumerChainRequest.decode(data);
  const found = consumers.find((each) => each.consumerId === consumerId);
  if (found === undefined) return { code: 22, log: `cannot retrieve chain id for consumer id: ${consumerId}` };
  const { initialization, phase, later: _, ...rest } = found;
  const initParams = initialization && initializationParametersToWire(initialization);
  const answer = { ...rest, phase: `CONSUMER_PHASE_${phase}`, clientId: clientOf(found), powerShapingParams: {} };
  return q.QueryConsumerChainResponse.encode(
    q.QueryConsumerChainResponse.fromPartial({ ...answer, ...(initParams && { initParams }) }),
  ).finish();
}

function listOf(
  consumers: readonly FakeConsumer[],
  answers: Readonly<Record<string, Uint8Array>>,
  data: Uint8Array,
): AbciAnswer {
  const { pagination, phase } = q.QueryConsumerChainsRequest.decode(data);
  const wanted = String.fromCharCode(...(pagination?.key ?? []).slice(8));
  const chains = consumers
    .filter(({ consumerId }) => wanted === "" || consumerId === wanted)
    .map((each) => {
      const summary = q.Chain.decode(answers[`summary ${each.consumerId}`] ?? new Uint8Array());
      const { chainId, metadata } = each;
      const allowlistedRewardDenoms = { denoms: [] };
      return {
        ...summary,
        allowlistedRewardDenoms,
        chainId,
        metadata,
        phase: `CONSUMER_PHASE_${each.phase}`,
        clientId: clientOf(each),
      };
    })
    .filter((each) => phase === 0 || each.phase === `CONSUMER_PHASE_${phaseNames[phase]}`);
  return q.QueryConsumerChainsResponse.encode(q.QueryConsumerChainsResponse.fromPartial({ chains })).finish();
}

const phaseNames = ["", "REGISTERED", "INITIALIZED", "LAUNCHED", "STOPPED", "DELETED"];

function clientOf({ consumerId, phase }: FakeConsumer): string {
  return phase === "LAUNCHED" || phase === "STOPPED" ? `07-tendermint-${consumerId}` : "";
}

function read(bytes: Uint8Array): { readonly name: string; readonly value: Uint8Array }[] {
  const { messages } = TxBody.decode(TxRaw.decode(bytes).bodyBytes);
  return messages.map(({ typeUrl, value }) => ({ name: typeUrl.split(".").at(-1) ?? "", value }));
}

function includeAtOnce(fake: FakeProvider): void {
  const { comet } = fake;
  const sequence = addAccount(comet);
  const check = comet.onBroadcast;
  comet.onBroadcast = (bytes) => {
    const verdict = check(bytes);
    if (typeof verdict !== "object" || !("code" in verdict) || verdict.code !== 0) return verdict;
    sequence.committed = sequence.checked;
    if (fake.fails === undefined) for (const { name } of read(bytes)) fake.onMessage(name);
    const msgResponses = read(bytes).map(({ name }) => fake.responses.get(name) ?? { typeUrl: `/${name}Response` });
    const data = TxMsgData.encode(TxMsgData.fromPartial({ msgResponses })).finish();
    comet.addBlock({ txs: [{ bytes, data, ...fake.fails }] });
    return verdict;
  };
}
