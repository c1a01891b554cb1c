import { fromAscii, fromBech32, toBase64 } from "@cosmjs/encoding";
import { QueryParamsRequest, QueryParamsResponse } from "cosmjs-types/cosmos/staking/v1beta1/query";
import { PublicKey } from "cosmjs-types/tendermint/crypto/keys";
import { isActivePhase } from "../../ccv/phase.ts";
import { providerValidators } from "../../ccv/power-shaping.ts";
import type { ChainConnection } from "../../chain/chain-connection.ts";
import type { QueryMethod, QueryOptions } from "../../chain/query.ts";
import { ConsensusValidator } from "../../codec/interchain_security/ccv/provider/v1/provider.ts";
import { IcsError } from "../../errors.ts";
import type { ConsumerChainSummary } from "../../provider/consumer-chain.ts";
import { OverviewReader } from "../../provider/consumer-overview-reader.ts";
import { atomicsToDecimal } from "../../provider/parameters.ts";
import { providerStoreKey } from "../../provider/store-keys.ts";
import { couldConcern } from "../policy/could-concern.ts";
import type { Policy } from "../policy/policy-schema.ts";
import type { ConsumerFacts, PlanFacts, PlanProviderFacts } from "./consumer-facts.ts";

/** Which validator's facts are read, and for which policy. */
export interface ReadFactsOptions extends QueryOptions {
  /** `…valoper…` on the provider. */
  readonly operatorAddress: string;
  /** Consumers that no rule of it could concern are read no further than needed. */
  readonly policy: Policy;
}

/** Consumers of one page of the list: the whole list in few requests. */
const PAGE_SIZE = 250;

const stakingParams: QueryMethod<QueryParamsRequest, QueryParamsResponse> = {
  path: "/cosmos.staking.v1beta1.Query/Params",
  request: QueryParamsRequest,
  response: QueryParamsResponse,
};

/**
 * Everything that a plan depends on, all of one height (default: the latest).
 * @throws CONFIG_INVALID for an operator address that is no validator's; RPC_QUERY_FAILED, RPC_UNREACHABLE
 */
export async function readPlanFacts(connection: ChainConnection, options: ReadFactsOptions): Promise<PlanFacts> {
  const reader = new OverviewReader(connection, options.height ?? (await connection.latestHeight()));
  const [{ provider, registeredDenoms }, summaries] = await Promise.all([
    readProvider(reader, connection, options.operatorAddress),
    Array.fromAsync(reader.queries.consumerChains(undefined, { pageSize: PAGE_SIZE, ...reader.at })),
  ]);
  const consumers = await Promise.all(
    summaries.map((summary) => readConsumer(reader, provider, summary, registeredDenoms, options.policy)),
  );
  return { provider, consumers };
}

async function readProvider(
  reader: OverviewReader,
  connection: ChainConnection,
  operatorAddress: string,
): Promise<{ readonly provider: PlanProviderFacts; readonly registeredDenoms: readonly string[] }> {
  const { queries, at, height } = reader;
  const [params, registeredDenoms, staking, { params: bonding }, { block }] = await Promise.all([
    queries.params(at),
    queries.registeredConsumerRewardDenoms(at),
    reader.validators(),
    reader.ask(stakingParams, {}),
    connection.batch.block(Number(height)),
  ]);
  const all = [...staking].map(([providerConsensusAddress, each]) => ({ ...each, providerConsensusAddress }));
  const own = all.find((each) => each.operatorAddress === operatorAddress);
  if (own === undefined) throw notAValidator(connection.chainId, operatorAddress);
  const others = all.filter((each) => each !== own);
  const { key, ...validator } = own;
  const limits = {
    maxValidators: bonding.maxValidators,
    maxProviderConsensusValidators: Number(params.maxProviderConsensusValidators),
  };
  return {
    registeredDenoms,
    provider: {
      chainId: connection.chainId,
      height,
      time: new Date(block.header.time.getTime()),
      validator: { ...validator, providerKey: toBase64(key) },
      validators: providerValidators(all, limits),
      otherKeys: new Map(others.map((each) => [toBase64(each.key), each.operatorAddress])),
      minCommissionRate: atomicsToDecimal(bonding.minCommissionRate || "0"),
      nextEpochHeight: (height / params.blocksPerEpoch + 1n) * params.blocksPerEpoch,
      unbondingSeconds: bonding.unbondingTime.seconds,
    },
  };
}

async function readConsumer(
  reader: OverviewReader,
  provider: PlanProviderFacts,
  summary: ConsumerChainSummary,
  registeredDenoms: readonly string[],
  policy: Policy,
): Promise<ConsumerFacts> {
  const { consumerId, chainId, phase, metadata, powerShapingParameters: shaping } = summary;
  const { providerConsensusAddress: address } = provider.validator;
  const { data } = fromBech32(address, 1023);
  const [optedIn = [], assignedKey, leased] = await Promise.all([
    isActivePhase(phase) ? reader.queries.consumerChainOptedInValidators(consumerId, reader.at) : undefined,
    isActivePhase(phase) ? readAssignedKey(reader, consumerId, data) : undefined,
    // In the set that is leased to a launched consumer; undefined outside of it.
    phase === "LAUNCHED"
      ? readStored(reader, providerStoreKey.leasedValidator(consumerId, data), ConsensusValidator)
      : undefined,
  ]);
  const facts: ConsumerFacts = {
    ...{ consumerId, chainId, phase, metadata, shaping, optedIn },
    infractions: summary.infractionParameters,
    rewardDenoms: [...registeredDenoms, ...summary.allowlistedRewardDenoms],
    isOnAllowlist: shaping.allowlist.includes(address),
    isOptedIn: optedIn.includes(address),
    ...{ ownerAddress: undefined, spawnTime: undefined, assignedKey },
    leasedPower: leased?.power,
    leasedKey: leased?.publicKey?.ed25519 && toBase64(leased.publicKey.ed25519),
    commissionRate: undefined,
  };
  const isConcerned = facts.isOptedIn || leased !== undefined || shaping.topN > 0 || couldConcern(policy, facts);
  return isActivePhase(phase) && isConcerned ? readMore(reader, facts, data) : facts;
}

/** Base64 of the key that the validator assigned on a consumer, also before it opts in. */
async function readAssignedKey(reader: OverviewReader, consumerId: string, address: Uint8Array) {
  const key = await readStored(reader, providerStoreKey.assignedKey(consumerId, address), PublicKey);
  return key && toBase64(key.ed25519 ?? new Uint8Array());
}

/** What the provider's store has under a key; undefined for nothing. */
async function readStored<T>(
  reader: OverviewReader,
  key: Uint8Array,
  codec: { readonly decode: (bytes: Uint8Array) => T },
): Promise<T | undefined> {
  const stored = await reader.store("provider", key);
  return stored.length > 0 ? codec.decode(stored) : undefined;
}

/** What is known of a consumer only by asking for it alone. */
async function readMore(reader: OverviewReader, facts: ConsumerFacts, address: Uint8Array): Promise<ConsumerFacts> {
  const { consumerId } = facts;
  const [chain, commission] = await Promise.all([
    reader.queries.consumerChain(consumerId, reader.at),
    reader.store("provider", providerStoreKey.commissionRate(consumerId, address)),
  ]);
  return {
    ...facts,
    ownerAddress: chain.ownerAddress,
    spawnTime: chain.initializationParameters?.spawnTime,
    commissionRate: commission.length > 0 ? atomicsToDecimal(fromAscii(commission)) : undefined,
  };
}

function notAValidator(chainId: string, operatorAddress: string): IcsError<"CONFIG_INVALID"> {
  return new IcsError(
    "CONFIG_INVALID",
    `${operatorAddress} is no validator of ${chainId}\nThe key must be that of the validator's own account; create the validator first.`,
    { problems: [{ name: "validator", got: operatorAddress, wanted: `a validator of ${chainId}` }] },
  );
}
