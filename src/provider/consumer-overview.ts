import { type ConsumerPhase, isActivePhase } from "../ccv/phase.ts";
import { parseGoBinaryTime } from "../ccv/wire-time.ts";
import type { ChainConnection } from "../chain/chain-connection.ts";
import type { PageOptions } from "../chain/pages.ts";
import type { QueryOptions } from "../chain/query.ts";
import {
  ConsumerRewardsAllocation,
  ValidatorSetChangePackets,
  InfractionParameters as WireInfractionParameters,
} from "../codec/interchain_security/ccv/provider/v1/provider.ts";
import type { ConsumerChain, ConsumerChainSummary } from "./consumer-chain.ts";
import {
  type OverviewChannel,
  type OverviewClient,
  overviewChannel,
  overviewClient,
} from "./consumer-overview-path.ts";
import { OverviewReader, type StakingValidator } from "./consumer-overview-reader.ts";
import { type OverviewValidator, overviewValidators, type ValidatorAnswers } from "./consumer-overview-validators.ts";
import { atomicsToDecimal, type InfractionParameters, infractionParametersFromWire } from "./parameters.ts";
import type { ThrottleState } from "./queries.ts";
import { providerStoreKey } from "./store-keys.ts";

/** Everything that a provider knows of one consumer chain, after one block. */
export interface ConsumerOverview
  extends Omit<ConsumerChain, "clientId" | "powerShapingParameters">,
    Pick<ConsumerChainSummary, "powerShapingParameters" | "minPowerInTopN" | "allowlistedRewardDenoms"> {
  /** Takes the place of the parameters in force once the provider's unbonding time has passed since the update. */
  readonly queuedInfractionParameters: InfractionParameters | undefined;
  /** When a stopped consumer is deleted; undefined for any other. */
  readonly removalTime: Date | undefined;
  /** Undefined before launch and once deleted. */
  readonly client: OverviewClient | undefined;
  readonly channel: OverviewChannel | undefined;
  /** Updates that wait to be sent, in order. */
  readonly pendingValsetUpdateIds: readonly bigint[];
  /** The set in the provider's order, then who has opted in and is not in it. `[]` once stopped. */
  readonly validators: readonly OverviewValidator[];
  /** Rewards that wait to be distributed, of the denoms that this consumer may pay in. */
  readonly waitingRewards: readonly RewardAmount[];
  readonly provider: ProviderOverview;
}

/** An amount of one denom; a decimal, since what is left over of a distribution waits too. */
export interface RewardAmount {
  readonly denom: string;
  readonly amount: string;
}

/** What concerns every consumer of a provider, after one block. */
export interface ProviderOverview {
  /** The block after which all this, and all that is told with it, holds. */
  readonly height: bigint;
  readonly throttle: ThrottleState;
  readonly blocksPerEpoch: bigint;
  /** The next block in which validator sets change and VSC packets leave. */
  readonly nextEpochHeight: bigint;
  /** Denoms in which any consumer may pay rewards. */
  readonly registeredRewardDenoms: readonly string[];
}

/** Which consumers are read, and how. */
export interface ConsumerOverviewsOptions extends QueryOptions, PageOptions {
  /** Only those in this phase. */
  readonly phase?: ConsumerPhase;
}

/**
 * Everything about one consumer, all of one height (default: the latest), in at most five rounds of a request or two.
 * @throws CCV_CONSUMER_NOT_FOUND, RPC_QUERY_FAILED for a height that the node does not have, RPC_UNREACHABLE
 */
export async function queryConsumerOverview(
  connection: ChainConnection,
  consumerId: string,
  options: QueryOptions = {},
): Promise<ConsumerOverview> {
  const reader = new OverviewReader(connection, options.height ?? (await connection.latestHeight()));
  const [shared, summary] = await Promise.all([readShared(reader), reader.summary(consumerId)]);
  return readConsumer(reader, shared, summary);
}

/**
 * Every consumer, ascending by id, or descending, all of one height (default: the latest). Read page by page, one page
 * ahead of the reader.
 * @throws as `queryConsumerOverview`; CONFIG_INVALID for a page size that is no positive integer
 */
export async function* queryConsumerOverviews(
  connection: ChainConnection,
  options: ConsumerOverviewsOptions = {},
): AsyncGenerator<ConsumerOverview, void, void> {
  const { phase, pageSize = 100 } = options;
  const reader = new OverviewReader(connection, options.height ?? (await connection.latestHeight()));
  const summaries = reader.queries.consumerChains(phase, { ...options, pageSize, ...reader.at });
  const shared = readShared(reader);
  shared.catch(() => undefined); // Awaited with the first page.
  let ahead: Promise<ConsumerOverview[]> | undefined;
  for await (const page of chunks(summaries, pageSize)) {
    const current = shared.then((known) => Promise.all(page.map((summary) => readConsumer(reader, known, summary))));
    current.catch(() => undefined); // Awaited after the page before it.
    if (ahead) yield* await ahead;
    ahead = current;
  }
  if (ahead) yield* await ahead;
}

interface Shared {
  readonly provider: ProviderOverview;
  readonly staking: ReadonlyMap<string, StakingValidator>;
}

async function readShared(reader: OverviewReader): Promise<Shared> {
  const { queries, at, height } = reader;
  const [throttle, { blocksPerEpoch }, registeredRewardDenoms, staking] = await Promise.all([
    queries.throttleState(at),
    queries.params(at),
    queries.registeredConsumerRewardDenoms(at),
    reader.validators(),
  ]);
  const nextEpochHeight = (height / blocksPerEpoch + 1n) * blocksPerEpoch;
  return { provider: { height, throttle, blocksPerEpoch, nextEpochHeight, registeredRewardDenoms }, staking };
}

async function readConsumer(
  reader: OverviewReader,
  { provider, staking }: Shared,
  summary: ConsumerChainSummary,
): Promise<ConsumerOverview> {
  const { consumerId, phase, clientId, powerShapingParameters, minPowerInTopN, allowlistedRewardDenoms } = summary;
  const hasLaunched = phase === "LAUNCHED" || phase === "STOPPED";
  const [chain, answers, client, channel, pending, waitingRewards, removalTime, queued] = await Promise.all([
    reader.queries.consumerChain(consumerId, reader.at),
    readValidators(reader, summary),
    overviewClient(reader, clientId),
    hasLaunched ? overviewChannel(reader, consumerId) : undefined,
    hasLaunched ? reader.store("provider", providerStoreKey.pendingVscPackets(consumerId)) : new Uint8Array(),
    hasLaunched
      ? readRewards(reader, consumerId, [...provider.registeredRewardDenoms, ...allowlistedRewardDenoms])
      : [],
    phase === "STOPPED" ? reader.store("provider", providerStoreKey.removalTime(consumerId)) : undefined,
    phase === "LAUNCHED"
      ? reader.store("provider", providerStoreKey.queuedInfractionParameters(consumerId))
      : undefined,
  ]);
  const { clientId: _, ...rest } = chain;
  return {
    ...rest,
    powerShapingParameters,
    minPowerInTopN,
    allowlistedRewardDenoms,
    queuedInfractionParameters: queued?.length
      ? infractionParametersFromWire(WireInfractionParameters.decode(queued))
      : undefined,
    removalTime: removalTime && parseGoBinaryTime(removalTime),
    client,
    channel,
    pendingValsetUpdateIds: ValidatorSetChangePackets.decode(pending).list.map(({ valsetUpdateId }) => valsetUpdateId),
    validators: await overviewValidators(reader, consumerId, answers, staking),
    waitingRewards,
    provider,
  };
}

/** Before a launch nobody can be in the set of an opt-in chain without having opted in: that is asked first. */
async function readValidators(
  { queries, at }: OverviewReader,
  { consumerId, phase, powerShapingParameters }: ConsumerChainSummary,
): Promise<ValidatorAnswers> {
  if (!isActivePhase(phase)) return { optedIn: [], set: [], assignments: [] };
  const optedIn = queries.consumerChainOptedInValidators(consumerId, at);
  if (phase !== "LAUNCHED" && powerShapingParameters.topN === 0 && (await optedIn).length === 0) {
    return { optedIn: [], set: [], assignments: [] };
  }
  const [addresses, set, assignments] = await Promise.all([
    optedIn,
    queries.consumerValidators(consumerId, at),
    queries.allPairsValConsAddrByConsumer(consumerId, at),
  ]);
  return { optedIn: addresses, set, assignments };
}

async function readRewards(
  reader: OverviewReader,
  consumerId: string,
  denoms: readonly string[],
): Promise<readonly RewardAmount[]> {
  const allocations = await Promise.all(
    [...new Set(denoms)].map((denom) =>
      reader.store("provider", providerStoreKey.rewardsAllocation(consumerId, denom)),
    ),
  );
  return allocations
    .flatMap((bytes) => ConsumerRewardsAllocation.decode(bytes).rewards)
    .map(({ denom, amount }) => ({ denom, amount: atomicsToDecimal(amount) }));
}

async function* chunks<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<readonly T[], void, void> {
  let chunk: T[] = [];
  for await (const item of items) {
    chunk.push(item);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
