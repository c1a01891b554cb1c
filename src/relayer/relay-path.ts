import type { ChainConnection } from "../chain/chain-connection.ts";
import type { TxSender } from "../chain/tx-sender.ts";
import { connectLightClient } from "./light-client.ts";
import type { RelayEnd } from "./relay-end.ts";

/** What a relay path is made of. */
export interface RelayPathOptions {
  readonly provider: RelayPathEnd;
  readonly consumer: RelayPathEnd;
}

/** One chain of a relay path. */
export interface RelayPathEnd {
  readonly connection: ChainConnection;
  /** Pays for what is relayed to this chain. */
  readonly sender: TxSender;
  /** This chain's light client of the other: on both chains the one that the consumer's launch made. */
  readonly clientId: string;
}

/** A provider and one of its consumers, ready to be relayed between. */
export interface RelayPath {
  readonly provider: RelayEnd;
  readonly consumer: RelayEnd;
}

/**
 * Checks both light clients of a path.
 * @throws IBC_CLIENT_MISMATCH, IBC_CLIENT_NOT_ACTIVE, RPC_QUERY_FAILED
 */
export async function connectRelayPath({ provider, consumer }: RelayPathOptions): Promise<RelayPath> {
  const [onProvider, onConsumer] = await Promise.all([
    connectLightClient(provider.connection, provider.clientId, consumer.connection),
    connectLightClient(consumer.connection, consumer.clientId, provider.connection),
  ]);
  return { provider: { ...provider, client: onProvider }, consumer: { ...consumer, client: onConsumer } };
}
