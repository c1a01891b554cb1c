import { State } from "cosmjs-types/ibc/core/channel/v1/channel";
import type { ChainConnection } from "../chain/chain-connection.ts";
import { queryChannel } from "../ibc/queries.ts";
import type { ChannelReading } from "./readings.ts";

const states: Partial<Record<State, ChannelReading["state"]>> = {
  [State.STATE_INIT]: "init",
  [State.STATE_TRYOPEN]: "try",
  [State.STATE_OPEN]: "open",
  [State.STATE_CLOSED]: "closed",
};

/** A channel end after a block; undefined where the chain has none of these ids. */
export async function readChannel(
  connection: ChainConnection,
  portId: string,
  channelId: string,
  height: bigint,
): Promise<ChannelReading | undefined> {
  const end = await queryChannel(connection, { portId, channelId }, { height });
  return end && { channelId, state: states[end.state] ?? "unknown" };
}
