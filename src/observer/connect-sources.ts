import { toHex } from "@cosmjs/encoding";
import { consensusAddressBytes, isSameAddress, toConsensusAddress } from "../ccv/consensus-address.ts";
import type { ChainConnection } from "../chain/chain-connection.ts";
import { queryValidators } from "../chain/validators.ts";
import { setupConsumerExtension } from "../consumer/queries.ts";
import { isIcsError } from "../errors.ts";
import { queryClientConnections } from "../ibc/queries.ts";
import { type ProviderExtension, setupProviderExtension } from "../provider/queries.ts";
import { readConsumer } from "./consumer-reading.ts";
import { queryRemovalTime, readProvider } from "./provider-reading.ts";
import type { BlockSource, ConsumerSource, ConsumerState, ProviderSource, ProviderStateReader } from "./sources.ts";

/** Observes a provider through a connection to one of its nodes; the connection stays the caller's to close. */
export function providerSource(connection: ChainConnection): ProviderSource {
  const queries = setupProviderExtension(connection.queryClient).provider;
  return { blocks: blockSource(connection), state: createProviderState(connection, queries) };
}

/** Observes a consumer through a connection to one of its nodes; the connection stays the caller's to close. */
export function consumerSource(connection: ChainConnection): ConsumerSource {
  const queries = setupConsumerExtension(connection.queryClient).consumer;
  return {
    blocks: blockSource(connection),
    state: {
      validators: (height) => queryValidators(connection, height),
      reading: (height) => readConsumer(connection, queries, height),
    },
  };
}

function blockSource(connection: ChainConnection): BlockSource {
  return {
    chainId: connection.chainId,
    blocks: (options) => connection.blocks(options),
    latestHeight: () => connection.latestHeight(),
    blockHash: async (height) => {
      try {
        const { blockId } = await connection.comet.block(Number(height));
        return toHex(blockId.hash).toUpperCase();
      } catch (error) {
        // Pruned, not yet reached again, or no answer: nothing is known of it.
        if (isIcsError(error)) return undefined;
        throw error;
      }
    },
  };
}

function createProviderState(connection: ChainConnection, queries: ProviderExtension["provider"]): ProviderStateReader {
  return {
    consumerState: (consumerId, height) => consumerState(connection, queries, consumerId, height),
    optedInValidators: async (consumerId, height) => {
      const optedIn = await queries.consumerChainOptedInValidators(consumerId, { height });
      const set = await queryValidators(connection, height);
      const active = set.map(({ pubkey }) => toConsensusAddress(consensusAddressBytes(pubkey), "cosmos"));
      return optedIn.map((providerConsensusAddress) => ({
        providerConsensusAddress,
        active: active.some((address) => isSameAddress(address, providerConsensusAddress)),
      }));
    },
    initialValidators: async (consumerId, height) => {
      const genesis = await queries.consumerGenesis(consumerId, { height });
      const set = genesis.provider?.initialValSet ?? [];
      return set.map(({ pubKey, power }) => ({ pubkey: pubKey?.ed25519 ?? new Uint8Array(), power }));
    },
    clientConnections: (clientId, height) => queryClientConnections(connection, clientId, { height }),
    reading: (consumerId, height) => readProvider(connection, queries, consumerId, height),
  };
}

/** What decides when to look again is read only in the phase that it belongs to. */
async function consumerState(
  connection: ChainConnection,
  queries: ProviderExtension["provider"],
  consumerId: string,
  height: bigint,
): Promise<ConsumerState | undefined> {
  const chain = await orUndefined(queries.consumerChain(consumerId, { height }));
  if (chain === undefined) return undefined;
  const { phase } = chain;
  return {
    phase,
    spawnTime: chain.initializationParameters?.spawnTime,
    clientId: chain.clientId || undefined,
    powerShaping: chain.powerShapingParameters,
    infractionParameters: chain.infractionParameters,
    ...(phase === "LAUNCHED" && { blocksPerEpoch: (await queries.params({ height })).blocksPerEpoch }),
    ...(phase === "STOPPED" && { removalTime: await queryRemovalTime(connection, consumerId, height) }),
  };
}

async function orUndefined<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isIcsError(error, "CCV_CONSUMER_NOT_FOUND")) return undefined;
    throw error;
  }
}
