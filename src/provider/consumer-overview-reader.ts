import { QueryClient } from "@cosmjs/stargate";
import { PubKey } from "cosmjs-types/cosmos/crypto/ed25519/keys";
import { QueryValidatorsRequest, QueryValidatorsResponse } from "cosmjs-types/cosmos/staking/v1beta1/query";
import { BondStatus, type Validator } from "cosmjs-types/cosmos/staking/v1beta1/staking";
import { consensusAddress } from "../ccv/consensus-address.ts";
import type { ChainConnection } from "../chain/chain-connection.ts";
import { queryPages } from "../chain/pages.ts";
import { type QueryMethod, queryChain } from "../chain/query.ts";
import { queryStore } from "../chain/store.ts";
import { type ConsumerChainSummary, consumerNotFound, consumerSummaryFromWire } from "./consumer-chain.ts";
import { atomicsToDecimal } from "./parameters.ts";
import { type ProviderExtension, setupProviderExtension } from "./queries.ts";
import { providerMethods } from "./query-methods.ts";
import { withLength } from "./store-keys.ts";

/** A validator of the provider, as its staking module has it. */
export interface StakingValidator {
  readonly operatorAddress: string;
  /** Raw ed25519 public key. */
  readonly key: Uint8Array;
  readonly moniker: string;
  readonly jailed: boolean;
  readonly tokens: bigint;
  readonly power: bigint;
  /** Decimal. */
  readonly commissionRate: string;
}

/** Base units of stake for one unit of voting power. @see DefaultPowerReduction in types/staking.go of the Cosmos SDK */
const POWER_REDUCTION = 1_000_000n;

/** Validators per request: a whole set in one. */
const VALIDATOR_PAGE = 500;

const validatorsMethod: QueryMethod<QueryValidatorsRequest, QueryValidatorsResponse> = {
  path: "/cosmos.staking.v1beta1.Query/Validators",
  request: QueryValidatorsRequest,
  response: QueryValidatorsResponse,
};

/** The state of a provider after one block, read in few requests: all that is asked for at once goes together. */
export class OverviewReader {
  readonly height: bigint;
  readonly queries: ProviderExtension["provider"];
  readonly #base: QueryClient;
  readonly #connection: ChainConnection;

  constructor(connection: ChainConnection, height: bigint) {
    this.#connection = connection;
    this.#base = QueryClient.withExtensions(connection.batch);
    this.queries = setupProviderExtension(this.#base).provider;
    this.height = height;
  }

  /** Options of a query at this height. */
  get at(): { readonly height: bigint } {
    return { height: this.height };
  }

  /** Any query at this height. */
  ask<Request, Response>(method: QueryMethod<Request, Response>, request: Request): Promise<Response> {
    return queryChain(this.#base, method, request, this.at);
  }

  /** Raw state; empty where there is none. */
  store(name: "provider" | "ibc", key: Uint8Array): Promise<Uint8Array> {
    const { batch: comet, chainId, url } = this.#connection;
    return queryStore({ comet, chainId, url }, name, key, this.at);
  }

  /** One consumer as the list has it, which says what no other query does. @throws CCV_CONSUMER_NOT_FOUND */
  async summary(consumerId: string): Promise<ConsumerChainSummary> {
    // The list is kept by this key: a page of one that begins there.
    const pagination = { key: withLength(consumerId), offset: 0n, limit: 1n, countTotal: false, reverse: false };
    const { chains } = await this.ask(providerMethods.consumerChains, { phase: 0, pagination });
    const chain = chains.find((each) => each.consumerId === consumerId);
    if (chain === undefined) throw consumerNotFound(consumerId);
    return consumerSummaryFromWire(chain);
  }

  /** Every validator of the provider, bonded or not, by its consensus address; `prefix` is that of its accounts. */
  async validators(): Promise<ReadonlyMap<string, StakingValidator>> {
    const byAddress = new Map<string, StakingValidator>();
    const pages = queryPages(
      async (pagination) => {
        const answer = await this.ask(validatorsMethod, { status: "", pagination });
        return { items: answer.validators, nextKey: answer.pagination?.nextKey };
      },
      { pageSize: VALIDATOR_PAGE },
    );
    for await (const page of pages) {
      for (const wire of page) {
        const validator = stakingValidator(wire);
        const [accountPrefix = ""] = wire.operatorAddress.split("valoper1");
        byAddress.set(consensusAddress(validator.key, accountPrefix), validator);
      }
    }
    return byAddress;
  }
}

function stakingValidator(wire: Validator): StakingValidator {
  const tokens = BigInt(wire.tokens || 0);
  return {
    operatorAddress: wire.operatorAddress,
    key: wire.consensusPubkey ? PubKey.decode(wire.consensusPubkey.value).key : new Uint8Array(),
    moniker: wire.description.moniker,
    jailed: wire.jailed,
    tokens,
    power: wire.status === BondStatus.BOND_STATUS_BONDED ? tokens / POWER_REDUCTION : 0n,
    commissionRate: atomicsToDecimal(wire.commission.commissionRates.rate || "0"),
  };
}
