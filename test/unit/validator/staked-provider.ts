import { fromBech32, toBech32, toHex } from "@cosmjs/encoding";
import { Bech32PrefixResponse } from "cosmjs-types/cosmos/auth/v1beta1/query";
import { PubKey } from "cosmjs-types/cosmos/crypto/ed25519/keys";
import {
  QueryValidatorCommissionResponse,
  QueryValidatorOutstandingRewardsResponse,
} from "cosmjs-types/cosmos/distribution/v1beta1/query";
import { QuerySigningInfoResponse } from "cosmjs-types/cosmos/slashing/v1beta1/query";
import { QueryParamsResponse, QueryValidatorsResponse } from "cosmjs-types/cosmos/staking/v1beta1/query";
import { BondStatus } from "cosmjs-types/cosmos/staking/v1beta1/staking";
import { PublicKey } from "cosmjs-types/tendermint/crypto/keys";
import { consensusAddress } from "../../../src/ccv/consensus-address.ts";
import { type ConsumerPhase, phaseName } from "../../../src/ccv/phase.ts";
import { dateToTimestamp } from "../../../src/ccv/wire-time.ts";
import {
  ConsensusValidator,
  ConsumerRewardsAllocation,
} from "../../../src/codec/interchain_security/ccv/provider/v1/provider.ts";
import * as q from "../../../src/codec/interchain_security/ccv/provider/v1/query.ts";
import { operatorAddress } from "../../../src/provider/provider-client.ts";
import { providerStoreKey } from "../../../src/provider/store-keys.ts";
import { addAccount, testWallet } from "../../support/fake-account.ts";
import type { AbciAnswer, FakeComet } from "../../support/fake-comet.ts";

/** A consumer of a staked provider; its id is its place in the list. */
export interface StakedConsumer {
  readonly chainId: string;
  readonly phase: ConsumerPhase;
  readonly isOptedIn?: boolean;
  readonly topN?: number;
  readonly spawnTime?: Date;
  readonly assignedKey?: Uint8Array;
  readonly leasedPower?: bigint;
  /** Default: the assigned one, or the validator's own. */
  readonly leasedKey?: Uint8Array;
  /** What its set waits for, of the denom `ibc/REWARD`, in units of 10^-18. */
  readonly rewards?: string;
}

/** Until when the validator is jailed. */
export interface StakedJail {
  /** Undefined: the chain knows no such signer. */
  readonly until: Date | undefined;
  readonly tombstoned?: boolean;
}

const provider = (name: string): string => `/interchain_security.ccv.provider.v1.Query/Query${name}`;
const distribution = (name: string): string => `/cosmos.distribution.v1beta1.Query/Validator${name}`;
const denom = "ibc/REWARD";

/** The keys with which the provider's validators sign. */
export const ownKey = new Uint8Array(32).fill(1);
export const otherKey = new Uint8Array(32).fill(2);

/** What a fake node says as a provider of two validators, of which the first is the test account's. */
export class StakedProvider {
  readonly address: string;
  readonly operatorAddress: string;
  consumers: readonly StakedConsumer[];
  jail: StakedJail | undefined;
  power = 30;
  readonly #own = consensusAddress(ownKey, "cosmos");

  private constructor(address: string, consumers: readonly StakedConsumer[]) {
    this.address = address;
    this.operatorAddress = operatorAddress(address);
    this.consumers = consumers;
  }

  /** Teaches a fake node, which from then on puts each transaction into a block of its own. */
  static async on(comet: FakeComet, consumers: readonly StakedConsumer[]): Promise<StakedProvider> {
    const [account] = await (await testWallet()).getAccounts();
    const staked = new StakedProvider(account?.address ?? "", consumers);
    addAccount(comet);
    const accepts = comet.onBroadcast;
    comet.onBroadcast = (bytes) => {
      const verdict = accepts(bytes);
      setImmediate(() => comet.addBlock({ txs: [{ bytes }] }));
      return verdict;
    };
    for (const [path, answer] of Object.entries(staked.#answers())) comet.queries.set(path, answer);
    return staked;
  }

  #answers(): Readonly<Record<string, (data: Uint8Array) => AbciAnswer>> {
    return {
      [provider("Params")]: () => q.QueryParamsResponse.encode(params).finish(),
      [provider("RegisteredConsumerRewardDenoms")]: () =>
        q.QueryRegisteredConsumerRewardDenomsResponse.encode({ denoms: [denom] }).finish(),
      [provider("ConsumerChains")]: () => this.#list(),
      [provider("ConsumerChain")]: (data) => this.#consumer(q.QueryConsumerChainRequest.decode(data).consumerId),
      [provider("ConsumerChainOptedInValidators")]: (data) => this.#optedIn(data),
      [provider("ValidatorProviderAddr")]: () => new Uint8Array(),
      [provider("ValidatorConsumerAddr")]: () => new Uint8Array(),
      "/store/provider/key": (data) => this.#stored().get(toHex(data)) ?? new Uint8Array(),
      "/cosmos.auth.v1beta1.Query/Bech32Prefix": () => Bech32PrefixResponse.encode({ bech32Prefix: "cosmos" }).finish(),
      "/cosmos.staking.v1beta1.Query/Params": () => QueryParamsResponse.encode(bonding).finish(),
      "/cosmos.staking.v1beta1.Query/Validators": () => this.#validators(),
      "/cosmos.slashing.v1beta1.Query/SigningInfo": () => this.#signingInfo(),
      [distribution("OutstandingRewards")]: () => QueryValidatorOutstandingRewardsResponse.encode(outstanding).finish(),
      [distribution("Commission")]: () => QueryValidatorCommissionResponse.encode(commission).finish(),
    };
  }

  #list(): Uint8Array {
    const chains = this.consumers.map(({ chainId, phase, topN = 0 }, index) => {
      return { consumerId: `${index}`, chainId, phase: phaseName(phase), topN };
    });
    return q.QueryConsumerChainsResponse.encode(q.QueryConsumerChainsResponse.fromPartial({ chains })).finish();
  }

  #consumer(consumerId: string): AbciAnswer {
    const found = this.consumers[Number(consumerId)];
    if (found === undefined) return { code: 1, log: `cannot retrieve chain id for consumer id: ${consumerId}` };
    const { chainId, phase, spawnTime, topN = 0 } = found;
    const answer = q.QueryConsumerChainResponse.fromPartial({
      ...{ consumerId, chainId, phase: phaseName(phase), ownerAddress: "cosmos1owner" },
      initParams: { ...(spawnTime && { spawnTime: dateToTimestamp(spawnTime) }) },
      powerShapingParams: { topN },
    });
    return q.QueryConsumerChainResponse.encode(answer).finish();
  }

  #optedIn(data: Uint8Array): Uint8Array {
    const { consumerId } = q.QueryConsumerChainOptedInValidatorsRequest.decode(data);
    const validatorsProviderAddresses = this.consumers[Number(consumerId)]?.isOptedIn ? [this.#own] : [];
    return q.QueryConsumerChainOptedInValidatorsResponse.encode({ validatorsProviderAddresses }).finish();
  }

  #validators(): Uint8Array {
    const own = validator(this.operatorAddress, ownKey, this.power, this.jail !== undefined);
    const other = validator(toBech32("cosmosvaloper", otherKey.slice(0, 20)), otherKey, 70, false);
    return QueryValidatorsResponse.encode(QueryValidatorsResponse.fromPartial({ validators: [own, other] })).finish();
  }

  #signingInfo(): AbciAnswer {
    const { until, tombstoned = false } = this.jail ?? {};
    if (until === undefined) {
      const log = `rpc error: code = NotFound desc = SigningInfo not found for validator ${this.#own}: key not found`;
      return { code: 22, codespace: "sdk", log };
    }
    const valSigningInfo = { jailedUntil: dateToTimestamp(until), tombstoned };
    return QuerySigningInfoResponse.encode(QuerySigningInfoResponse.fromPartial({ valSigningInfo })).finish();
  }

  /** What the provider's store has, by its key in hex. */
  #stored(): ReadonlyMap<string, Uint8Array> {
    const { data } = fromBech32(this.#own, 1023);
    const stored = new Map<string, Uint8Array>();
    for (const [index, { assignedKey, leasedPower: power, leasedKey, rewards }] of this.consumers.entries()) {
      const put = (key: Uint8Array, value: Uint8Array): unknown => stored.set(toHex(key), value);
      if (assignedKey) {
        put(providerStoreKey.assignedKey(`${index}`, data), PublicKey.encode({ ed25519: assignedKey }).finish());
      }
      if (power !== undefined) {
        const publicKey = { ed25519: leasedKey ?? assignedKey ?? ownKey };
        const leased = ConsensusValidator.fromPartial({ power, publicKey });
        put(providerStoreKey.leasedValidator(`${index}`, data), ConsensusValidator.encode(leased).finish());
      }
      if (rewards === undefined) continue;
      const allocation = ConsumerRewardsAllocation.encode({ rewards: [{ denom, amount: rewards }] }).finish();
      put(providerStoreKey.rewardsAllocation(`${index}`, denom), allocation);
    }
    return stored;
  }
}

const params = q.QueryParamsResponse.fromPartial({
  params: { blocksPerEpoch: 5n, maxProviderConsensusValidators: 10n },
});
const bonding = QueryParamsResponse.fromPartial({
  params: { maxValidators: 100, minCommissionRate: "10000000000000000", unbondingTime: { seconds: 1_000n } },
});
const outstanding = QueryValidatorOutstandingRewardsResponse.fromPartial({
  rewards: { rewards: [{ denom: "stake", amount: "12500000000000000000" }] },
});
const commission = QueryValidatorCommissionResponse.fromPartial({
  commission: { commission: [{ denom: "stake", amount: "1250000000000000000" }] },
});

function validator(address: string, key: Uint8Array, power: number, jailed: boolean) {
  return {
    operatorAddress: address,
    consensusPubkey: { typeUrl: PubKey.typeUrl, value: PubKey.encode({ key }).finish() },
    commission: { commissionRates: { rate: "50000000000000000" } },
    tokens: `${power * 1_000_000}`,
    status: jailed ? BondStatus.BOND_STATUS_UNBONDING : BondStatus.BOND_STATUS_BONDED,
    jailed,
  };
}
