import { toAscii, toHex, toUtf8 } from "@cosmjs/encoding";
import type { Comet38Client } from "@cosmjs/tendermint-rpc";
import { PubKey } from "cosmjs-types/cosmos/crypto/ed25519/keys";
import { QueryValidatorsResponse } from "cosmjs-types/cosmos/staking/v1beta1/query";
import { BondStatus } from "cosmjs-types/cosmos/staking/v1beta1/staking";
import { Any } from "cosmjs-types/google/protobuf/any";
import { Channel, State } from "cosmjs-types/ibc/core/channel/v1/channel";
import { QueryClientStatusResponse } from "cosmjs-types/ibc/core/client/v1/query";
import { ClientState } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import { consensusAddress } from "../../../src/ccv/consensus-address.ts";
import { ChainConnection } from "../../../src/chain/chain-connection.ts";
import * as wire from "../../../src/codec/interchain_security/ccv/provider/v1/provider.ts";
import * as q from "../../../src/codec/interchain_security/ccv/provider/v1/query.ts";
import { silentLogger } from "../../../src/logger.ts";
import { providerStoreKey } from "../../../src/provider/store-keys.ts";

const key = (seed: number): Uint8Array => new Uint8Array(32).fill(seed);
const address = (seed: number): string => consensusAddress(key(seed), "cosmos");

/** Keys and addresses of the chain's three validators: in the set, opted in only, neither. */
export const alice = { key: key(1), consumerKey: key(11), address: address(1), consumerAddress: address(11) };
export const bob = { key: key(2), address: address(2) };
export const gone = { address: address(9) };

const provider = (name: string): string => `/interchain_security.ccv.provider.v1.Query/Query${name}`;
const stored = (store: string, storeKey: Uint8Array): string => `/store/${store}/key ${toHex(storeKey)}`;

function stakingValidator(seed: number, moniker: string, more: object) {
  return {
    operatorAddress: `cosmosvaloper1${moniker}`,
    consensusPubkey: { typeUrl: PubKey.typeUrl, value: PubKey.encode({ key: key(seed) }).finish() },
    description: { moniker },
    commission: { commissionRates: { rate: "50000000000000000" } },
    ...more,
  };
}

/** What a provider with consumers in every phase answers, by path and, for stored values, key. */
export function overviewAnswers(phases: Readonly<Record<string, string>>): Record<string, Uint8Array> {
  const chains = Object.entries(phases).map(([consumerId, phase]) => ({
    consumerId,
    chainId: `consumer-${consumerId}`,
    phase: `CONSUMER_PHASE_${phase}`,
    clientId: phase === "LAUNCHED" || phase === "STOPPED" ? `07-tendermint-${consumerId}` : "",
    allowlistedRewardDenoms: { denoms: ["ibc/A"] },
    minPowerInTopN: -1n,
  }));
  const clientState = ClientState.fromPartial({ latestHeight: { revisionNumber: 1n, revisionHeight: 33n } });
  const channel = Channel.fromPartial({
    state: State.STATE_OPEN,
    connectionHops: ["connection-0"],
    counterparty: { portId: "consumer", channelId: "channel-4" },
  });
  const answers: Record<string, Uint8Array> = {
    [provider("Params")]: q.QueryParamsResponse.encode(
      q.QueryParamsResponse.fromPartial({ params: { blocksPerEpoch: 5n } }),
    ).finish(),
    [provider("ThrottleState")]: q.QueryThrottleStateResponse.encode(
      q.QueryThrottleStateResponse.fromPartial({ slashMeter: -3n, slashMeterAllowance: 30n }),
    ).finish(),
    [provider("RegisteredConsumerRewardDenoms")]: q.QueryRegisteredConsumerRewardDenomsResponse.encode({
      denoms: ["ibc/B", "ibc/A"],
    }).finish(),
    [provider("ConsumerChainOptedInValidators")]: q.QueryConsumerChainOptedInValidatorsResponse.encode({
      validatorsProviderAddresses: [alice.address, bob.address, gone.address],
    }).finish(),
    [provider("ConsumerValidators")]: q.QueryConsumerValidatorsResponse.encode(
      q.QueryConsumerValidatorsResponse.fromPartial({
        validators: [
          {
            providerAddress: alice.address,
            consumerKey: { ed25519: alice.consumerKey },
            consumerPower: 100n,
            consumerCommissionRate: "200000000000000000",
          },
        ],
      }),
    ).finish(),
    [provider("AllPairsValConsAddrByConsumer")]: q.QueryAllPairsValConsAddrByConsumerResponse.encode(
      q.QueryAllPairsValConsAddrByConsumerResponse.fromPartial({
        pairValConAddr: [{ providerAddress: alice.address, consumerKey: { ed25519: alice.consumerKey } }],
      }),
    ).finish(),
    [provider("ValidatorConsumerCommissionRate")]: q.QueryValidatorConsumerCommissionRateResponse.encode({
      rate: "70000000000000000",
    }).finish(),
    "/cosmos.staking.v1beta1.Query/Validators": QueryValidatorsResponse.encode(
      QueryValidatorsResponse.fromPartial({
        validators: [
          stakingValidator(1, "alice", { tokens: "100999999", status: BondStatus.BOND_STATUS_BONDED }),
          stakingValidator(2, "bob", { tokens: "5000000", status: BondStatus.BOND_STATUS_UNBONDING, jailed: true }),
        ],
      }),
    ).finish(),
    "/ibc.core.client.v1.Query/ClientStatus": QueryClientStatusResponse.encode({ status: "Active" }).finish(),
    [stored("ibc", toAscii("channelEnds/ports/provider/channels/channel-2"))]: Channel.encode(channel).finish(),
  };
  for (const chain of chains) {
    const { consumerId, clientId } = chain;
    answers[`summary ${consumerId}`] = q.Chain.encode(q.Chain.fromPartial(chain)).finish();
    answers[stored("ibc", toAscii(`clients/${clientId}/clientState`))] = Any.encode({
      typeUrl: ClientState.typeUrl,
      value: ClientState.encode(clientState).finish(),
    }).finish();
    answers[stored("provider", providerStoreKey.channel(consumerId))] = toUtf8("channel-2");
    answers[stored("provider", providerStoreKey.rewardsAllocation(consumerId, "ibc/B"))] =
      wire.ConsumerRewardsAllocation.encode({
        rewards: [{ denom: "ibc/B", amount: "24500500000000000000000" }],
      }).finish();
    answers[stored("provider", providerStoreKey.pendingVscPackets(consumerId))] = wire.ValidatorSetChangePackets.encode(
      wire.ValidatorSetChangePackets.fromPartial({ list: [{ valsetUpdateId: 7n }, { valsetUpdateId: 9n }] }),
    ).finish();
  }
  return answers;
}

/** A connection to a node with these answers; every path and height asked for is kept. */
export function overviewChain(answers: Readonly<Record<string, Uint8Array>>) {
  const asked: Array<{ readonly path: string; readonly height: number | undefined }> = [];
  const abciQuery = async ({ path, data, height }: { path: string; data: Uint8Array; height?: number }) => {
    asked.push({ path, height });
    const value =
      special(path, data, answers) ?? answers[path] ?? answers[`${path} ${toHex(data)}`] ?? new Uint8Array();
    return { key: data, value, code: 0, codespace: "", index: 0, info: "", log: "", height };
  };
  const abciInfo = async () => ({ lastBlockHeight: 44 });
  const comet = { abciQuery, abciInfo } as unknown as Comet38Client;
  return {
    asked,
    connection: new ChainConnection({ chainId: "provider-1", url: "http://fake", comet, logger: silentLogger }),
  };
}

/** The list of consumers, by key and limit, and one consumer of it. */
function special(
  path: string,
  data: Uint8Array,
  answers: Readonly<Record<string, Uint8Array>>,
): Uint8Array | undefined {
  const all = Object.entries(answers)
    .filter(([name]) => name.startsWith("summary "))
    .map(([, bytes]) => q.Chain.decode(bytes));
  if (path === provider("ConsumerChain")) {
    const { consumerId } = q.QueryConsumerChainRequest.decode(data);
    const { chainId, phase, clientId } = all.find((each) => each.consumerId === consumerId) ?? q.Chain.fromPartial({});
    const chain = { consumerId, chainId, phase, clientId, ownerAddress: "cosmos1owner" };
    return q.QueryConsumerChainResponse.encode(q.QueryConsumerChainResponse.fromPartial(chain)).finish();
  }
  if (path !== provider("ConsumerChains")) return undefined;
  const { pagination } = q.QueryConsumerChainsRequest.decode(data);
  const from = pagination?.key.length ? all.findIndex(({ consumerId }) => consumerId >= idOf(pagination.key)) : 0;
  const until = from + Number(pagination?.limit ?? 100n);
  const chains = from < 0 ? [] : all.slice(from, until);
  const nextKey = until < all.length ? keyOf(all[until]?.consumerId ?? "") : new Uint8Array();
  const answer = { chains, pagination: { nextKey, total: 0n } };
  return q.QueryConsumerChainsResponse.encode(q.QueryConsumerChainsResponse.fromPartial(answer)).finish();
}

const keyOf = (consumerId: string): Uint8Array =>
  Uint8Array.of(0, 0, 0, 0, 0, 0, 0, consumerId.length, ...toAscii(consumerId));
const idOf = (listKey: Uint8Array): string => String.fromCharCode(...listKey.slice(8));
