import { fromUtf8, toHex, toUtf8 } from "@cosmjs/encoding";
import type { EncodeObject } from "@cosmjs/proto-signing";
import type { Packet } from "../../../../src/ibc/packet-events.ts";

/** A message that the model refuses, as a chain would. */
export class Refusal extends Error {
  readonly codespace: string;
  readonly code: number;

  constructor(codespace: string, code: number, text: string) {
    super(text);
    this.codespace = codespace;
    this.code = code;
  }
}

export const refuse = (code: number, text: string): never => {
  throw new Refusal("channel", code, text);
};

export type End = { readonly portId: string; readonly channelId: string };

export interface ModelTx {
  readonly hash: string;
  readonly messages: readonly EncodeObject[];
}

/** What is proven by a proof of the model: itself. */
export interface ModelProof {
  readonly chainId: string;
  readonly stateHeight: string;
  readonly path: string;
  readonly value: string;
}

export function keyOf({ portId, channelId }: End): string {
  return `${portId}/${channelId}`;
}

export function commitment(packet: Packet): Uint8Array {
  return toUtf8(`${fromUtf8(packet.data)} until ${packet.timeoutTimestamp}`);
}

export function attributes(packet: Packet): Record<string, string> {
  return {
    packet_sequence: String(packet.sequence),
    packet_src_port: packet.sourcePort,
    packet_src_channel: packet.sourceChannel,
    packet_dst_port: packet.destinationPort,
    packet_dst_channel: packet.destinationChannel,
    packet_data_hex: toHex(packet.data),
    packet_timeout_height: "0-0",
    packet_timeout_timestamp: String(packet.timeoutTimestamp),
  };
}

export function u64(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value);
  return bytes;
}

export function readU64(bytes: Uint8Array | undefined): bigint {
  return bytes === undefined ? 0n : new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0);
}

/** A proof of the model comes as the only part of a MerkleProof, behind its tag and length. */
export function readProof(bytes: Uint8Array): ModelProof {
  const text = Buffer.from(bytes).toString("latin1");
  return JSON.parse(text.slice(text.indexOf('{"chainId"'))) as ModelProof;
}
