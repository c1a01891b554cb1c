import {
  QueryClientConnectionsRequest,
  QueryClientConnectionsResponse,
} from "cosmjs-types/ibc/core/connection/v1/query";
import { consensusAddressBytes, isSameAddress, toConsensusAddress } from "../ccv/consensus-address.ts";
import type { ChainConnection } from "../chain/chain-connection.ts";
import { queryChain } from "../chain/query.ts";
import { queryValidators } from "../chain/validators.ts";
import { isIcsError } from "../errors.ts";
import { type ProviderExtension, setupProviderExtension } from "../provider/queries.ts";
import type { ConsumerSource, ProviderSource, ProviderStateReader } from "./sources.ts";

/** Observes a provider through a connection to one of its nodes; the connection stays the caller's to close. */
export function providerSource(connection: ChainConnection): ProviderSource {
  const queries = setupProviderExtension(connection.queryClient).provider;
  return { blocks: connection, state: createProviderState(connection, queries) };
}

/** Observes a consumer through a connection to one of its nodes; the connection stays the caller's to close. */
export function consumerSource(connection: ChainConnection): ConsumerSource {
  return { blocks: connection, state: { validators: (height) => queryValidators(connection, height) } };
}

function createProviderState(connection: ChainConnection, queries: ProviderExtension["provider"]): ProviderStateReader {
  return {
    consumerState: async (consumerId, height) => {
      const chain = await orUndefined(queries.consumerChain(consumerId, { height }));
      return (
        chain && {
          phase: chain.phase,
          spawnTime: chain.initializationParameters?.spawnTime,
          clientId: chain.clientId || undefined,
        }
      );
    },
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
    clientConnections: (clientId, height) => clientConnections(connection, clientId, height),
  };
}

async function clientConnections(
  connection: ChainConnection,
  clientId: string,
  height: bigint,
): Promise<readonly string[]> {
  const method = {
    path: "/ibc.core.connection.v1.Query/ClientConnections",
    request: QueryClientConnectionsRequest,
    response: QueryClientConnectionsResponse,
  };
  try {
    return (await queryChain(connection.queryClient, method, { clientId }, { height })).connectionPaths;
  } catch (error) {
    // A client without connections is answered as not found.
    if (isIcsError(error, "RPC_QUERY_FAILED") && /not found/i.test(error.message)) return [];
    throw error;
  }
}

async function orUndefined<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isIcsError(error, "CCV_CONSUMER_NOT_FOUND")) return undefined;
    throw error;
  }
}
