import { fromAscii } from "@cosmjs/encoding";
import type { ChainConnection } from "../chain/chain-connection.ts";
import { queryStore } from "../chain/store.ts";
import { queryValidators } from "../chain/validators.ts";
import type { ConsumerExtension } from "../consumer/queries.ts";
import { readChannel } from "./channel-reading.ts";
import { readLightClient } from "./light-client-reading.ts";
import type { ConsumerReading } from "./readings.ts";

/** Keys of the consumer module's store. @see x/ccv/consumer/types/keys.go */
const storeKey = { providerClient: Uint8Array.of(0x03), providerChannel: Uint8Array.of(0x04) };

/** The consumer's state after a block. */
export async function readConsumer(
  connection: ChainConnection,
  queries: ConsumerExtension["consumer"],
  height: bigint,
): Promise<ConsumerReading> {
  const at = { height };
  // First, since raw state does not tell whether a height is still to come or was pruned.
  const { slashRecord, packetDataQueue } = await queries.throttleState(at);
  const [validators, clientId, channelId] = await Promise.all([
    queryValidators(connection, height),
    queryStore(connection, "ccvconsumer", storeKey.providerClient, at),
    queryStore(connection, "ccvconsumer", storeKey.providerChannel, at),
  ]);
  const [client, channel] = await Promise.all([
    clientId.length === 0 ? undefined : readLightClient(connection, fromAscii(clientId), height),
    channelId.length === 0 ? undefined : readChannel(connection, "consumer", fromAscii(channelId), height),
  ]);
  return {
    validators,
    client,
    channel,
    isWaitingForVerdict: slashRecord?.waitingOnReply ?? false,
    slashSendTime: slashRecord?.sendTime,
    slashQueue: packetDataQueue.filter((packet) => packet.kind === "slash"),
  };
}
