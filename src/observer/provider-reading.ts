import { fromAscii, toAscii } from "@cosmjs/encoding";
import type { ChainConnection } from "../chain/chain-connection.ts";
import { queryStore } from "../chain/store.ts";
import { ValidatorSetChangePackets } from "../codec/interchain_security/ccv/provider/v1/provider.ts";
import { isIcsError } from "../errors.ts";
import type { ConsumerChain, ProviderExtension } from "../provider/queries.ts";
import { readChannel } from "./channel-reading.ts";
import { parseGoBinaryTime } from "./go-binary-time.ts";
import { readLightClient } from "./light-client-reading.ts";
import type { ProviderReading } from "./readings.ts";

type Queries = ProviderExtension["provider"];

/** Keys of the provider module's store. @see x/ccv/provider/types/keys.go */
const storeKey = {
  channel: (consumerId: string): Uint8Array => Uint8Array.of(0x05, ...toAscii(consumerId)),
  pendingVscPackets: (consumerId: string): Uint8Array => Uint8Array.of(0x11, ...toAscii(consumerId)),
  removalTime: (consumerId: string): Uint8Array => {
    const length = new DataView(new ArrayBuffer(8));
    length.setBigUint64(0, BigInt(consumerId.length));
    return Uint8Array.of(0x32, ...new Uint8Array(length.buffer), ...toAscii(consumerId));
  },
};

/** When a stopped consumer is deleted; undefined for any other. */
export async function queryRemovalTime(
  connection: ChainConnection,
  consumerId: string,
  height: bigint,
): Promise<Date | undefined> {
  const value = await queryStore(connection, "provider", storeKey.removalTime(consumerId), { height });
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
  const [throttle, params, pending, channel, client, sets] = await Promise.all([
    queries.throttleState(at),
    queries.params(at),
    queryStore(connection, "provider", storeKey.pendingVscPackets(consumerId), at),
    ccvChannel(connection, consumerId, height),
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
    channel,
    pendingValsetUpdateIds: ValidatorSetChangePackets.decode(pending).list.map(({ valsetUpdateId }) => valsetUpdateId),
    ...sets,
  };
}

async function ccvChannel(connection: ChainConnection, consumerId: string, height: bigint) {
  const value = await queryStore(connection, "provider", storeKey.channel(consumerId), { height });
  return value.length === 0 ? undefined : readChannel(connection, "provider", fromAscii(value), height);
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
