import { type Channel, Order, State } from "cosmjs-types/ibc/core/channel/v1/channel";
import type { ChainConnection } from "../../chain/chain-connection.ts";
import { IcsError } from "../../errors.ts";
import {
  type ChannelEndId,
  queryChannel,
  queryNextSequenceReceive,
  queryPacketAcknowledgements,
  queryPacketCommitments,
  queryUnreceivedPackets,
} from "../../ibc/queries.ts";
import type { RelayItem } from "./relay-item.ts";

/** How far a channel end is; one in its handshake is `opening`. */
export type EndState = "opening" | "open" | "closed";

/** A channel end as its chain has it. */
export interface ChannelEndState {
  readonly state: EndState;
  readonly isOrdered: boolean;
}

/** One chain's end of a channel, and the height at which it is read. */
export interface EndAt {
  readonly connection: ChainConnection;
  readonly end: ChannelEndId;
  readonly height: bigint;
}

/** Reads a channel end. @throws IBC_CHANNEL_NOT_FOUND, RPC_QUERY_FAILED, RPC_UNREACHABLE */
export async function readChannelEnd({ connection, end, height }: EndAt): Promise<ChannelEndState> {
  const channel = await queryChannel(connection, end, { height });
  if (channel) return { state: endState(channel), isOrdered: channel.ordering === Order.ORDER_ORDERED };
  const { chainId } = connection;
  throw new IcsError(
    "IBC_CHANNEL_NOT_FOUND",
    `${chainId} has no channel ${end.channelId} on port ${end.portId} at height ${height}\nCheck the ids: findCcvChannels tells those of a path.`,
    { chainId, ...end },
    { retryable: true },
  );
}

function endState({ state }: Channel): EndState {
  if (state === State.STATE_OPEN) return "open";
  return state === State.STATE_CLOSED ? "closed" : "opening";
}

/** What became of the packets that one end sent and whose commitments it still holds; sequences ascend. */
export interface Outstanding {
  readonly unreceived: readonly bigint[];
  /** Received, and their acknowledgements written. */
  readonly acknowledged: readonly bigint[];
  /** The sequence that an ordered receiver takes next. */
  readonly nextReceive: bigint;
}

/**
 * Reads what is on its way from one end to the other. `receiver.height` must have been reached before `sender.height`:
 * then every packet that the receiver has had is one of those that the sender tells.
 */
export async function readOutstanding(sender: EndAt, receiver: EndAt, isOrdered: boolean): Promise<Outstanding> {
  const at = { height: receiver.height };
  const committed = await queryPacketCommitments(sender.connection, sender.end, { height: sender.height });
  if (committed.length === 0) return { unreceived: [], acknowledged: [], nextReceive: 0n };
  const [unreceived, acknowledged, nextReceive] = await Promise.all([
    queryUnreceivedPackets(receiver.connection, receiver.end, committed, at),
    queryPacketAcknowledgements(receiver.connection, receiver.end, committed, at),
    isOrdered ? queryNextSequenceReceive(receiver.connection, receiver.end, at) : 0n,
  ]);
  return { unreceived, acknowledged, nextReceive };
}

/** What one end's packets want: each list is of sequences to do in this order. */
export interface PacketWork {
  /** To be received by the other end. */
  readonly receive: readonly bigint[];
  /** Acknowledgements to be brought back. */
  readonly acknowledge: readonly bigint[];
  /** To be timed out, since the receiver's end is closed. */
  readonly timeOutOnClose: readonly bigint[];
  /** What can never be done any more: the packet, or its acknowledgement. */
  readonly lost: readonly bigint[];
}

/**
 * What can be done for the packets of `sender` that are outstanding.
 * @see RecvPacket, AcknowledgePacket and TimeoutOnClose in modules/core/04-channel/keeper of ibc-go
 */
export function packetWork(
  { unreceived, acknowledged, nextReceive }: Outstanding,
  sender: ChannelEndState,
  receiver: ChannelEndState,
): PacketWork {
  const { isOrdered } = sender;
  const acknowledge = sender.state === "closed" ? [] : acknowledged;
  const lostAcknowledgements = sender.state === "closed" ? acknowledged : [];
  if (receiver.state === "closed") {
    // One timeout closes an ordered sender's end; what is left there stays for ever.
    const closing = sender.state === "closed" ? 0 : 1;
    const timeOutOnClose = isOrdered ? unreceived.slice(0, closing) : unreceived;
    const lost = unreceived.slice(timeOutOnClose.length);
    return { receive: [], acknowledge, timeOutOnClose, lost: [...lost, ...lostAcknowledgements] };
  }
  // A closed sender has lost the packet that timed out: an ordered receiver waits for it in vain.
  const isStuck = isOrdered && sender.state === "closed" && unreceived[0] !== nextReceive;
  return {
    receive: isStuck ? [] : unreceived,
    acknowledge,
    timeOutOnClose: [],
    lost: [...(isStuck ? unreceived : []), ...lostAcknowledgements],
  };
}

/** A close to be confirmed on `destination`, whose counterparty's end `source` is closed; not needed after a timeout. */
export function closeWork(
  source: ChannelEndState,
  destination: ChannelEndState,
  timeouts: number,
  height: bigint,
): readonly RelayItem[] {
  if (source.state !== "closed" || destination.state !== "open") return [];
  return source.isOrdered && timeouts > 0 ? [] : [{ kind: "close", height }];
}
