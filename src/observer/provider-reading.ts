import { fromAscii } from "@cosmjs/encoding";
import { providerPortId } from "../ccv/identifiers.ts";
import { parseGoBinaryTime } from "../ccv/wire-time.ts";
import type { ChainConnection } from "../chain/chain-connection.ts";
import { queryStore } from "../chain/store.ts";
import { ValidatorSetChangePackets } from "../codec/interchain_security/ccv/provider/v1/provider.ts";
import { isIcsError } from "../errors.ts";
import { queryPacketCommitments } from "../ibc/queries.ts";
import type { ConsumerChain } from "../provider/consumer-chain.ts";
import type { ProviderExtension } from "../provider/queries.ts";
import { providerStoreKey } from "../provider/store-keys.ts";
import { readChannel } from "./channel-reading.ts";
import { readLightClient } from "./light-client-reading.ts";
import type { ProviderReading } from "./readings.ts";

type Queries = ProviderExtension["provider"];

/** When a stopped consumer is deleted; undefined for any other. */
export async function queryRemovalTime(
  connection: ChainConnection,
  consumerId: string,
  height: bigint,
): Promise<Date | undefined> {
  const value = await queryStore(connection, "provider", providerStoreKey.removalTime(consumerId), { height });
  return value.length === 0 ? undefined : parseGoBinaryTime(value);
}

/** The provider's state of a consumer after a block; undefined where there is no such consumer. */
export async function readProvider(
  connection: ChainConnection,
  queries: Queries,
  consumerId: string,
  height: bigint,
): Promise<ProviderReading | undefined> {
  const at = { height };
  const chain = await known(queries.consumerChain(consumerId, at));
  if (chain === undefined) return undefined;
  const [throttle, params, pending, ccv, client, sets] = await Promise.all([
    queries.throttleState(at),
    queries.params(at),
    queryStore(connection, "provider", providerStoreKey.pendingVscPackets(consumerId), at),
    readCcv(connection, consumerId, height),
    chain.clientId === "" ? undefined : readLightClient(connection, chain.clientId, height),
    readSets(queries, chain, height),
  ]);
  return {
    phase: chain.phase,
    blocksPerEpoch: params.blocksPerEpoch,
    slashMeter: throttle.slashMeter,
    slashMeterAllowance: throttle.slashMeterAllowance,
    nextReplenishTime: throttle.nextReplenishCandidate,
    client,
    ...ccv,
    pendingValsetUpdateIds: ValidatorSetChangePackets.decode(pending).list.map(({ valsetUpdateId }) => valsetUpdateId),
    ...sets,
  };
}

async function readCcv(
  connection: ChainConnection,
  consumerId: string,
  height: bigint,
): Promise<Pick<ProviderReading, "channel" | "unacknowledgedSequences">> {
  const value = await queryStore(connection, "provider", providerStoreKey.channel(consumerId), { height });
  if (value.length === 0) return { channel: undefined };
  const channelId = fromAscii(value);
  const [channel, unacknowledgedSequences] = await Promise.all([
    readChannel(connection, providerPortId, channelId, height),
    queryPacketCommitments(connection, { portId: providerPortId, channelId }, { height }),
  ]);
  return { channel, unacknowledgedSequences };
}

/** Both sets are known of active phases only; before a launch the provider would compute one that nobody runs. */
async function readSets(
  queries: Queries,
  { consumerId, phase }: ConsumerChain,
  height: bigint,
): Promise<Pick<ProviderReading, "validators" | "optedIn">> {
  if (phase !== "LAUNCHED") return { validators: [], optedIn: [] };
  const [validators, optedIn] = await Promise.all([
    queries.consumerValidators(consumerId, { height }),
    queries.consumerChainOptedInValidators(consumerId, { height }),
  ]);
  return {
    validators: validators.map(({ providerConsensusAddress, consumerKey, consumerPower }) => ({
      providerConsensusAddress,
      pubkey: consumerKey,
      power: consumerPower,
    })),
    optedIn,
  };
}

async function known<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isIcsError(error, "CCV_CONSUMER_NOT_FOUND")) return undefined;
    throw error;
  }
}
