import { fromHex } from "@cosmjs/encoding";
import { type ChainEvent, eventAttribute } from "../chain/block.ts";

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

/** The packet event in an ABCI event; undefined for any other event and for one that lacks an attribute. */
export function parsePacketEvent(event: ChainEvent): PacketEvent | undefined {
  switch (event.type) {
    case "send_packet":
    case "recv_packet": {
      const packet = parsePacket(event);
      return packet && { type: event.type, packet };
    }
    case "write_acknowledgement": {
      const packet = parsePacket(event);
      const acknowledgement = eventAttribute(event, "packet_ack_hex");
      return packet && acknowledgement !== undefined
        ? { type: event.type, packet, acknowledgement: fromHex(acknowledgement) }
        : undefined;
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

function parseIdentifier(event: ChainEvent): PacketIdentifier | undefined {
  const sequence = eventAttribute(event, "packet_sequence");
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
  return { sequence: BigInt(sequence), sourcePort, sourceChannel, destinationPort, destinationChannel };
}

function parsePacket(event: ChainEvent): Packet | undefined {
  const identifier = parseIdentifier(event);
  const data = eventAttribute(event, "packet_data_hex");
  if (identifier === undefined || data === undefined) return undefined;
  const [revision = "0", height = "0"] = (eventAttribute(event, "packet_timeout_height") ?? "0-0").split("-");
  return {
    ...identifier,
    data: fromHex(data),
    timeoutHeight: { revisionNumber: BigInt(revision), revisionHeight: BigInt(height) },
    timeoutTimestamp: BigInt(eventAttribute(event, "packet_timeout_timestamp") ?? "0"),
  };
}
