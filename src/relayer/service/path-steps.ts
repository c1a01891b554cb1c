import { QueryClient } from "@cosmjs/stargate";
import type { ChainConnection } from "../../chain/chain-connection.ts";
import type { TxSender } from "../../chain/tx-sender.ts";
import type { ConsumerChain } from "../../provider/consumer-chain.ts";
import { setupProviderExtension } from "../../provider/queries.ts";
import { keepClientFresh } from "../clients/client-keeper.ts";
import { watchConsumerEvidence } from "../evidence/watch-evidence.ts";
import { findCcvChannels, openCcvChannel } from "../handshake/handshake.ts";
import { relayPackets } from "../packets/relay-loop.ts";
import { connectRelayPath, type RelayPath } from "../relay-path.ts";
import { findConsumerId } from "./find-consumer.ts";
import { queryClosed } from "./path-channels.ts";

/** One chain with the account that pays on it. */
export interface RelayerChain {
  readonly connection: ChainConnection;
  readonly sender: TxSender;
}

/** What a path's life is made of; tests put their own in its place. */
export interface PathSteps {
  consumerChain(provider: ChainConnection, consumerId: string): Promise<ConsumerChain>;
  /** The id of a connected consumer. */
  findConsumer(provider: RelayerChain, consumer: RelayerChain): Promise<string>;
  connectPath(provider: RelayerChain, consumer: RelayerChain, consumerId: string): Promise<RelayPath>;
  readonly findChannels: typeof findCcvChannels;
  readonly openChannel: typeof openCcvChannel;
  readonly queryClosed: typeof queryClosed;
  readonly relay: typeof relayPackets;
  readonly keepFresh: typeof keepClientFresh;
  readonly watchEvidence: typeof watchConsumerEvidence;
}

/** The real steps. */
export const pathSteps: PathSteps = {
  consumerChain: (provider, consumerId) =>
    QueryClient.withExtensions(provider.comet, setupProviderExtension).provider.consumerChain(consumerId),
  findConsumer: (provider, consumer) => findConsumerId(provider.connection, consumer.connection),
  connectPath: (provider, consumer, consumerId) => connectRelayPath({ provider, consumer, consumerId }),
  findChannels: findCcvChannels,
  openChannel: openCcvChannel,
  queryClosed,
  relay: relayPackets,
  keepFresh: keepClientFresh,
  watchEvidence: watchConsumerEvidence,
};
