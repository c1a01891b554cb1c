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
    (gas, { typeUrl, value }) => gas + (MESSAGE_GAS[typeUrl] ?? DEFAULT_MESSAGE_GAS) + GAS_PER_BYTE * bytesOf(value),
    TX_BASE,
  );
}

/** Bytes of the byte fields of a message, nested ones included: nearly all of what it takes in a transaction. */
export function bytesOf(value: unknown): number {
  if (value instanceof Uint8Array) return value.length;
  if (value === null || typeof value !== "object") return 0;
  return Object.values(value).reduce<number>((sum, field) => sum + bytesOf(field), 0);
}

/** Above what transactions of a kind have used: fees are paid by the limit, a limit too low costs a block and the fee. */
const MARGIN = 1.3;
/** Beside the margin: in a small transaction what its messages do not explain, such as pruning of old headers, is much. */
const EXTRA_GAS = 60_000;
/** How many of the latest transactions of a kind are remembered. */
const REMEMBERED = 20;
const GROWTH = 1.5;
/** So much more is tried unasked: fees are charged for what runs out of gas too. */
const MOST_GROWTH = GROWTH ** 2;

/**
 * Gas limits that learn: `gasFor` at first, then little above what transactions with such messages really used. Once a
 * limit was too low, it is `gasFor` again, and more each time; soon the chain is to be asked.
 */
export class GasMeter {
  readonly #used = new Map<string, number[]>();
  #growth = 1;

  /** True where every limit so far was too low: a simulation costs a round trip, and knows what the messages take. */
  get isExhausted(): boolean {
    return this.#growth >= MOST_GROWTH;
  }

  limit(messages: readonly EncodeObject[]): number {
    const table = gasFor(messages) * this.#growth;
    const shares = this.#used.get(kindOf(messages));
    return Math.ceil(shares === undefined ? table : table * Math.max(...shares) * MARGIN + EXTRA_GAS);
  }

  succeeded(messages: readonly EncodeObject[], gasUsed: bigint): void {
    const kind = kindOf(messages);
    const shares = [...(this.#used.get(kind) ?? []), Number(gasUsed) / gasFor(messages)];
    this.#used.set(kind, shares.slice(-REMEMBERED));
    this.#growth = 1;
  }

  tooLow(): void {
    this.#used.clear();
    this.#growth = Math.min(this.#growth * GROWTH, MOST_GROWTH);
  }
}

/** Transactions of one kind have the same messages for the same modules, in any number. */
function kindOf(messages: readonly EncodeObject[]): string {
  const kinds = messages.map(({ typeUrl, value }) => {
    const packet: unknown = (value as { readonly packet?: unknown } | undefined)?.packet;
    return packet === undefined ? typeUrl : `${typeUrl} ${(packet as { destinationPort?: string }).destinationPort}`;
  });
  return [...new Set(kinds)].sort().join(", ");
}
