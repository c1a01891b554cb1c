import { State } from "cosmjs-types/ibc/core/channel/v1/channel";
import { queryClientConnections, queryConnectionChannels, queryPacketCommitments } from "../../src/ibc/queries.ts";
import type { ChainConnection, ChannelPair } from "../../src/index.ts";
import type { Testnet, TestnetConsumer } from "../../testnet/index.ts";

/** The two ends of a consumer's path. */
export interface PathEndOnChain {
  readonly connection: ChainConnection;
  readonly clientId: string;
}

/** Both chains with the clients that the launch made. */
export async function pathEnds(net: Testnet, consumer: TestnetConsumer): Promise<readonly PathEndOnChain[]> {
  const { clientId } = await net.provider.queries.consumerChain(consumer.consumerId);
  return [
    { connection: net.provider.connection, clientId },
    { connection: consumer.connection, clientId: "07-tendermint-0" },
  ];
}

/**
 * Every channel on every connection of a client, also those just begun, as `connection-0 consumer OPEN`; a connection
 * without one as `connection-0`. In the order of text.
 */
export async function describeChannels({ connection, clientId }: PathEndOnChain): Promise<readonly string[]> {
  const described: string[] = [];
  for (const connectionId of await queryClientConnections(connection, clientId)) {
    const channels = await queryConnectionChannels(connection, connectionId);
    if (channels.length === 0) described.push(connectionId);
    for (const { portId, state } of channels) {
      described.push(`${connectionId} ${portId} ${state === State.STATE_OPEN ? "OPEN" : `in state ${state}`}`);
    }
  }
  return described.sort();
}

/** Every packet of these channels, both ways, that is neither acknowledged nor timed out: `consumer-1 transfer 7`. */
export async function packetsOnTheirWay(
  net: Testnet,
  consumer: TestnetConsumer,
  channels: readonly ChannelPair[],
): Promise<readonly string[]> {
  const ends = channels.flatMap((pair) => [
    { connection: net.provider.connection, portId: pair.portIdOnProvider, channelId: pair.channelIdOnProvider },
    { connection: consumer.connection, portId: pair.portIdOnConsumer, channelId: pair.channelIdOnConsumer },
  ]);
  const found = await Promise.all(
    ends.map(async ({ connection, ...end }) => {
      const sequences = await queryPacketCommitments(connection, end);
      return sequences.map((sequence) => `${connection.chainId} ${end.portId} ${sequence}`);
    }),
  );
  return found.flat();
}
