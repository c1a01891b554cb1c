import { fromHex } from "@cosmjs/encoding";
import { type ChainEvent, eventAttribute } from "../chain/block.ts";
import type { ChannelEndId } from "./queries.ts";

/** Which packet a packet event is about. */
export interface PacketIdentifier {
  readonly sequence: bigint;
  readonly sourcePort: string;
  readonly sourceChannel: string;
  readonly destinationPort: string;
  readonly destinationChannel: string;
}

/** A packet as its sender committed it. */
export interface Packet extends PacketIdentifier {
  readonly data: Uint8Array;
  readonly timeoutHeight: { readonly revisionNumber: bigint; readonly revisionHeight: bigint };
  /** Nanoseconds since 1970; 0 for none. */
  readonly timeoutTimestamp: bigint;
}

/** The packet events of IBC core v10; unlike older versions they carry bytes in hex only. */
export type PacketEvent =
  | { readonly type: "send_packet"; readonly packet: Packet }
  | { readonly type: "recv_packet"; readonly packet: Packet }
  | { readonly type: "write_acknowledgement"; readonly packet: Packet; readonly acknowledgement: Uint8Array }
  | { readonly type: "acknowledge_packet"; readonly packet: PacketIdentifier }
  | { readonly type: "timeout_packet"; readonly packet: PacketIdentifier };

const packetEventTypes = [
  "send_packet",
  "recv_packet",
  "write_acknowledgement",
  "acknowledge_packet",
  "timeout_packet",
];

/** True for a packet event of a channel, readable or not; IBC v2 gives its own events the same types without a port. */
export function isPacketEvent(event: ChainEvent): boolean {
  return packetEventTypes.includes(event.type) && eventAttribute(event, "packet_src_port") !== undefined;
}

/**
 * The packet event in an ABCI event; undefined for any other event, and for one that lacks an attribute or has one
 * that cannot be read: what a chain emits must never end the reading of its blocks.
 */
export function parsePacketEvent(event: ChainEvent): PacketEvent | undefined {
  switch (event.type) {
    case "send_packet":
    case "recv_packet": {
      const packet = parsePacket(event);
      return packet && { type: event.type, packet };
    }
    case "write_acknowledgement": {
      const packet = parsePacket(event);
      const acknowledgement = parseHex(eventAttribute(event, "packet_ack_hex"));
      return packet && acknowledgement && { type: event.type, packet, acknowledgement };
    }
    case "acknowledge_packet":
    case "timeout_packet": {
      const packet = parseIdentifier(event);
      return packet && { type: event.type, packet };
    }
    default:
      return undefined;
  }
}

const channelEndEventTypes = [
  "channel_open_ack",
  "channel_open_confirm",
  "channel_close_init",
  "channel_close_confirm",
  "channel_close",
];

/** The end that an event opened or closed; undefined for any other event. `channel_close` is that of a timeout. */
export function changedChannelEnd(event: ChainEvent): ChannelEndId | undefined {
  if (!channelEndEventTypes.includes(event.type)) return undefined;
  const portId = eventAttribute(event, "port_id");
  const channelId = eventAttribute(event, "channel_id");
  return portId === undefined || channelId === undefined ? undefined : { portId, channelId };
}

function parseIdentifier(event: ChainEvent): PacketIdentifier | undefined {
  const sequence = parseNumber(eventAttribute(event, "packet_sequence"));
  const sourcePort = eventAttribute(event, "packet_src_port");
  const sourceChannel = eventAttribute(event, "packet_src_channel");
  const destinationPort = eventAttribute(event, "packet_dst_port");
  const destinationChannel = eventAttribute(event, "packet_dst_channel");
  if (
    sequence === undefined ||
    sourcePort === undefined ||
    sourceChannel === undefined ||
    destinationPort === undefined ||
    destinationChannel === undefined
  ) {
    return undefined;
  }
  return { sequence, sourcePort, sourceChannel, destinationPort, destinationChannel };
}

function parsePacket(event: ChainEvent): Packet | undefined {
  const identifier = parseIdentifier(event);
  const data = parseHex(eventAttribute(event, "packet_data_hex"));
  const [revision, height, ...rest] = (eventAttribute(event, "packet_timeout_height") ?? "0-0").split("-");
  const revisionNumber = parseNumber(revision);
  const revisionHeight = parseNumber(height);
  const timeoutTimestamp = parseNumber(eventAttribute(event, "packet_timeout_timestamp") ?? "0");
  if (identifier === undefined || data === undefined || timeoutTimestamp === undefined) return undefined;
  if (revisionNumber === undefined || revisionHeight === undefined || rest.length > 0) return undefined;
  return { ...identifier, data, timeoutHeight: { revisionNumber, revisionHeight }, timeoutTimestamp };
}

function parseNumber(text: string | undefined): bigint | undefined {
  return text !== undefined && /^\d+$/.test(text) ? BigInt(text) : undefined;
}

function parseHex(text: string | undefined): Uint8Array | undefined {
  return text !== undefined && /^([0-9a-f]{2})*$/i.test(text) ? fromHex(text) : undefined;
}
