import { toHex } from "@cosmjs/encoding";
import type { Block, BlockTx, ChainEvent, ValidatorUpdate } from "../../../src/chain/block.ts";

/** Unix time of height 0 on every made-up chain; a block takes one second. */
export const genesisMs = Date.UTC(2026, 0, 31, 12);

export function event(type: string, attributes: Readonly<Record<string, string>> = {}): ChainEvent {
  return { type, attributes: Object.entries(attributes).map(([key, value]) => ({ key, value })) };
}

/** The events of one message of a transaction: each ends with its message's index. */
export function message(index: number, ...events: readonly ChainEvent[]): ChainEvent[] {
  return events.map(({ type, attributes }) => ({
    type,
    attributes: [...attributes, { key: "msg_index", value: String(index) }],
  }));
}

export function beginBlock(...events: readonly ChainEvent[]): ChainEvent[] {
  return inMode("BeginBlock", events);
}

export function endBlock(...events: readonly ChainEvent[]): ChainEvent[] {
  return inMode("EndBlock", events);
}

function inMode(mode: string, events: readonly ChainEvent[]): ChainEvent[] {
  return events.map(({ type, attributes }) => ({ type, attributes: [...attributes, { key: "mode", value: mode }] }));
}

export function tx(hash: string, events: readonly ChainEvent[], code = 0): BlockTx {
  const bytes = new Uint8Array();
  return {
    hash,
    bytes,
    code,
    codespace: code === 0 ? "" : "sdk",
    log: "",
    gasUsed: 100_000n,
    events,
    data: new Uint8Array(),
  };
}

export function block(
  chainId: string,
  height: bigint,
  parts: {
    readonly txs?: readonly BlockTx[];
    readonly events?: readonly ChainEvent[];
    readonly updates?: readonly ValidatorUpdate[];
  } = {},
): Block {
  return {
    chainId,
    height,
    time: new Date(genesisMs + Number(height) * 1000),
    txs: parts.txs ?? [],
    events: parts.events ?? [],
    validatorUpdates: parts.updates ?? [],
    duplicateVotes: [],
  };
}

/** Ids of one CCV path, as the provider's packets name them. */
export interface PathIds {
  readonly providerChannel: string;
  readonly consumerChannel: string;
  readonly providerConnection: string;
  readonly consumerConnection: string;
}

export const ids: PathIds = {
  providerChannel: "channel-4",
  consumerChannel: "channel-0",
  providerConnection: "connection-7",
  consumerConnection: "connection-0",
};

/** A CCV packet: which way it goes, and its JSON. */
export interface WirePacket {
  readonly from: "provider" | "consumer";
  readonly sequence: bigint;
  readonly data: unknown;
  readonly timeout?: Date;
  readonly path?: PathIds;
}

export function sendPacket(packet: WirePacket): ChainEvent {
  return event("send_packet", { ...dataAttributes(packet), ...connection(packet, packet.from, true) });
}

/** What the receiving chain writes around its module's own events. */
export function receivePacket(
  packet: WirePacket,
  acknowledgement: unknown,
  ...moduleEvents: readonly ChainEvent[]
): ChainEvent[] {
  const own = connection(packet, packet.from === "provider" ? "consumer" : "provider", true);
  const packet_ack_hex = toHex(new TextEncoder().encode(JSON.stringify(acknowledgement)));
  return [
    event("recv_packet", { ...dataAttributes(packet), ...own }),
    event("message", { module: "ibc_channel" }),
    ...moduleEvents,
    event("write_acknowledgement", { ...dataAttributes(packet), packet_ack_hex, ...own }),
    event("message", { module: "ibc_channel" }),
  ];
}

/** What the sending chain writes when it takes in an acknowledgement, the module's two events included. */
export function acknowledgePacket(packet: WirePacket, outcome: { result: string } | { error: string }): ChainEvent[] {
  const own = connection(packet, packet.from, true);
  const module = packet.from === "provider" ? "provider" : "ccvconsumer";
  return [
    event("acknowledge_packet", { ...identifierAttributes(packet), packet_channel_ordering: "ORDER_ORDERED", ...own }),
    event("message", { module: "ibc_channel" }),
    event("ccv_packet", { module, acknowledgement: "result:… " }),
    event("ccv_packet", "error" in outcome ? { error: outcome.error } : { success: outcome.result }),
  ];
}

/** What the sending chain writes when a packet has timed out: its channel end closes first. */
export function timeoutPacket(packet: WirePacket): ChainEvent[] {
  const path = packet.path ?? ids;
  const module = packet.from === "provider" ? "provider" : "ccvconsumer";
  return [
    event("channel_close", { ...channelAttributes(packet.from, path), packet_channel_ordering: "ORDER_ORDERED" }),
    event("timeout_packet", { ...identifierAttributes(packet), ...connection(packet, packet.from, false) }),
    event("timeout", { module }),
  ];
}

/** Attributes of a channel event on a chain's own end; pass the port for any but CCV. */
export function channelAttributes(chain: "provider" | "consumer", path: PathIds = ids): Record<string, string> {
  const [own, other] =
    chain === "provider" ? [path.providerChannel, path.consumerChannel] : [path.consumerChannel, path.providerChannel];
  return {
    port_id: chain,
    channel_id: own,
    counterparty_port_id: chain === "provider" ? "consumer" : "provider",
    counterparty_channel_id: other,
    connection_id: chain === "provider" ? path.providerConnection : path.consumerConnection,
  };
}

function identifierAttributes({ from, sequence, timeout, path = ids }: WirePacket): Record<string, string> {
  const isProvider = from === "provider";
  return {
    packet_timeout_height: "0-0",
    packet_timeout_timestamp: `${(timeout ?? new Date(genesisMs + 3_600_000)).getTime()}000000`,
    packet_sequence: sequence.toString(),
    packet_src_port: from,
    packet_src_channel: isProvider ? path.providerChannel : path.consumerChannel,
    packet_dst_port: isProvider ? "consumer" : "provider",
    packet_dst_channel: isProvider ? path.consumerChannel : path.providerChannel,
  };
}

function dataAttributes(packet: WirePacket): Record<string, string> {
  const packet_data_hex = toHex(new TextEncoder().encode(JSON.stringify(packet.data)));
  return { packet_data_hex, ...identifierAttributes(packet), packet_channel_ordering: "ORDER_ORDERED" };
}

function connection(packet: WirePacket, chain: "provider" | "consumer", both: boolean): Record<string, string> {
  const path = packet.path ?? ids;
  const id = chain === "provider" ? path.providerConnection : path.consumerConnection;
  return both ? { packet_connection: id, connection_id: id } : { connection_id: id };
}
