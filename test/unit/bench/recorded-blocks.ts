import type { Block, BlockTx, ChainEvent } from "../../../src/index.ts";

const epoch = Date.UTC(2026, 0, 1);

/** A moment of the recorded chains, in seconds from their beginning. */
export const at = (seconds: number): Date => new Date(epoch + seconds * 1000);

/** A recorded block; `seconds` is its time from the beginning. */
export function block(height: number, seconds: number, parts: Partial<Pick<Block, "txs" | "events">> = {}): Block {
  return {
    chainId: "test-1",
    height: BigInt(height),
    time: at(seconds),
    txs: [],
    events: [],
    validatorUpdates: [],
    duplicateVotes: [],
    ...parts,
  };
}

export function tx(events: readonly ChainEvent[], parts: Partial<BlockTx> = {}): BlockTx {
  return {
    hash: "",
    bytes: new Uint8Array(),
    code: 0,
    codespace: "",
    log: "",
    gasUsed: 0n,
    data: new Uint8Array(),
    ...parts,
    events,
  };
}

export function event(type: string, attributes: Readonly<Record<string, string>>): ChainEvent {
  return { type, attributes: Object.entries(attributes).map(([key, value]) => ({ key, value })) };
}

/** A packet event of the CCV channel from provider to consumer. */
export function packetEvent(type: string, sequence: number, channel = "channel-0", port = "provider"): ChainEvent {
  return event(type, {
    packet_sequence: String(sequence),
    packet_src_port: port,
    packet_src_channel: channel,
    packet_dst_port: "consumer",
    packet_dst_channel: "channel-0",
    packet_data_hex: "7b7d",
    packet_timeout_height: "0-0",
    packet_timeout_timestamp: "1",
  });
}
