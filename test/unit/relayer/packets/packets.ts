import { toHex } from "@cosmjs/encoding";
import type { ChainEvent } from "../../../../src/chain/block.ts";
import { event } from "../fake-end.ts";

export const ccv = {
  portIdOnProvider: "provider",
  channelIdOnProvider: "channel-4",
  portIdOnConsumer: "consumer",
  channelIdOnConsumer: "channel-0",
};

export interface TestPacket {
  readonly sequence: number;
  /** Default: from the provider, on the CCV channel. */
  readonly from?: "provider" | "consumer";
  readonly sourceChannel?: string;
}

function attributes({ sequence, from = "provider", sourceChannel }: TestPacket): Record<string, string> {
  const isProvider = from === "provider";
  return {
    packet_sequence: String(sequence),
    packet_src_port: from,
    packet_src_channel: sourceChannel ?? (isProvider ? ccv.channelIdOnProvider : ccv.channelIdOnConsumer),
    packet_dst_port: isProvider ? "consumer" : "provider",
    packet_dst_channel: isProvider ? ccv.channelIdOnConsumer : ccv.channelIdOnProvider,
    packet_data_hex: toHex(new Uint8Array([sequence])),
    packet_timeout_height: "0-0",
    packet_timeout_timestamp: "5",
  };
}

export const sendPacket = (packet: TestPacket): ChainEvent => event("send_packet", attributes(packet));

export const writeAcknowledgement = (packet: TestPacket): ChainEvent =>
  event("write_acknowledgement", { ...attributes(packet), packet_ack_hex: "7b7d" });
