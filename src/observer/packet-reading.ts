import { type SlashVerdict, slashVerdict, type VscVerdict } from "../ccv/acknowledgement.ts";
import type { CcvEvent } from "../ccv/events.ts";
import { consumerPortId, providerPortId } from "../ccv/identifiers.ts";
import type { ChainEvent } from "../chain/block.ts";
import { errorMessage, isIcsError } from "../errors.ts";
import {
  isPacketEvent,
  type Packet,
  type PacketEvent,
  type PacketIdentifier,
  parsePacketEvent,
} from "../ibc/packet-events.ts";
import type { Observation } from "./observer-event.ts";

/** Which way a CCV packet goes: "vsc" from provider to consumer, "slash" back (VSCMatured too); undefined for other ports. */
export function packetDirection(packet: PacketIdentifier): "vsc" | "slash" | undefined {
  if (packet.sourcePort === providerPortId && packet.destinationPort === consumerPortId) return "vsc";
  if (packet.sourcePort === consumerPortId && packet.destinationPort === providerPortId) return "slash";
  return undefined;
}

/** What every packet event of the observer carries. */
export function packetIds(packet: PacketIdentifier): {
  readonly sequence: bigint;
  readonly providerChannelId: string;
  readonly consumerChannelId: string;
} {
  const { sequence, sourceChannel, destinationChannel } = packet;
  const [providerChannelId, consumerChannelId] =
    packet.sourcePort === providerPortId ? [sourceChannel, destinationChannel] : [destinationChannel, sourceChannel];
  return { sequence, providerChannelId, consumerChannelId };
}

/** When a packet times out; CCV packets always carry a timestamp and no height. */
export function timeoutTime(packet: Packet): Date {
  return new Date(Number(packet.timeoutTimestamp / 1_000_000n));
}

/** A packet event, or that it cannot be read: hex and numbers come from the node as text. */
export function readPacketEvent(event: ChainEvent): PacketEvent | Observation | undefined {
  const parsed = parsePacketEvent(event);
  if (parsed !== undefined || !isPacketEvent(event)) return parsed;
  return unreadable(event.type, new Error("an attribute is missing, or is no hex or number where it must be"));
}

/** What is told of a module's event that cannot be read. */
export function malformedEvent(event: ChainEvent): Observation {
  return unreadable(event.type, new Error("an attribute is missing, or is not what its module writes there"));
}

/** Runs a decoder of packet bytes; what it cannot read becomes an observation of its own. */
export function reading(eventType: string, decode: () => Observation | undefined): Observation | undefined {
  try {
    return decode();
  } catch (error) {
    if (!isIcsError(error, "CCV_PACKET_INVALID")) throw error;
    return unreadable(eventType, error);
  }
}

function unreadable(eventType: string, error: unknown): Observation {
  return { kind: "unreadable", eventType, reason: errorMessage(error) };
}

/** The consumer's verdict in the module events that follow `acknowledge_packet` on the provider. */
export function vscOutcome(event: CcvEvent): VscVerdict | undefined {
  if (event.kind === "ccvAcknowledgementError") return { kind: "error", error: event.error };
  return event.kind === "ccvAcknowledgementResult" ? { kind: "accepted" } : undefined;
}

/** The provider's verdict in the module events that follow `acknowledge_packet` on the consumer. */
export function slashOutcome(event: CcvEvent): SlashVerdict | undefined {
  if (event.kind === "ccvAcknowledgementError") return { kind: "error", error: event.error };
  return event.kind === "ccvAcknowledgementResult" ? slashVerdict(event.result) : undefined;
}
