import type { EncodeObject } from "@cosmjs/proto-signing";

const TX_BASE = 150_000;

/**
 * Generous gas per message: a fixed limit saves the round trip of a simulation in every hop.
 * Client updates and packets also cost by their size.
 */
const MESSAGE_GAS: Readonly<Record<string, number>> = {
  "/ibc.core.client.v1.MsgUpdateClient": 400_000,
  "/ibc.core.channel.v1.MsgRecvPacket": 900_000,
  "/ibc.core.channel.v1.MsgAcknowledgement": 400_000,
};
const DEFAULT_MESSAGE_GAS = 400_000;
const GAS_PER_BYTE = 30;

/** The gas limit of a relayer's transaction with these messages. */
export function gasFor(messages: readonly EncodeObject[]): number {
  return messages.reduce(
    (gas, { typeUrl, value }) => gas + (MESSAGE_GAS[typeUrl] ?? DEFAULT_MESSAGE_GAS) + GAS_PER_BYTE * sizeOf(value),
    TX_BASE,
  );
}

/** Bytes of the byte fields of a message, nested ones included. */
function sizeOf(value: unknown): number {
  if (value instanceof Uint8Array) return value.length;
  if (value === null || typeof value !== "object") return 0;
  return Object.values(value).reduce<number>((sum, field) => sum + sizeOf(field), 0);
}
