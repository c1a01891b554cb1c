import type { EncodeObject } from "@cosmjs/proto-signing";
import { mapLimited } from "../../async/map-limited.ts";
import type { ChainConnection } from "../../chain/chain-connection.ts";
import { type IcsError, isIcsError } from "../../errors.ts";
import type { PathSide } from "../path-side.ts";
import { bytesOf } from "./gas.ts";
import type { RelayItem } from "./relay-item.ts";
import { relayMessage } from "./relay-message.ts";
import type { RelayedChannel } from "./relayed-channel.ts";

/** Bounds of one transaction. */
export interface BatchLimits {
  readonly messages: number;
  readonly bytes: number;
}

/** The items of one channel that share a transaction. */
export interface ChannelItems {
  readonly channel: RelayedChannel;
  readonly items: readonly RelayItem[];
}

/** Messages beside the items that they prove; those of the client update have none. */
export interface Batch {
  readonly parts: readonly ChannelItems[];
  readonly messages: readonly EncodeObject[];
}

/**
 * What goes next from a side: of every channel what is ready, CCV channels first; of a channel that must go alone
 * nothing else. Only what the source's header at `headerHeight` shows.
 */
export function nextItems(
  channels: readonly RelayedChannel[],
  source: PathSide,
  beat: number,
  headerHeight: bigint,
): readonly ChannelItems[] {
  const ready = channels
    .map((channel) => ({ channel, items: provable(channel, source, beat, headerHeight) }))
    .filter(({ items }) => items.length > 0)
    .sort((a, b) => Number(b.channel.isCcv) - Number(a.channel.isCcv));
  const [first] = ready;
  if (first?.channel.queues[source].isAlone) return [first];
  return ready.filter(({ channel }) => !channel.queues[source].isAlone);
}

function provable(channel: RelayedChannel, source: PathSide, beat: number, headerHeight: bigint): RelayItem[] {
  const ready = channel.ready(source, beat);
  // What follows something that is not provable yet waits with it, so that order is kept.
  const end = ready.findIndex(({ height }) => height >= headerHeight);
  return ready.slice(0, Math.min(end < 0 ? ready.length : end, channel.queues[source].limit));
}

/** True for the very same items: none was added, taken away or told anew. */
export function areSameItems(some: readonly ChannelItems[], others: readonly ChannelItems[]): boolean {
  const [left, right] = [some, others].map((parts) => parts.flatMap(({ items }) => items));
  return left?.length === right?.length && (left ?? []).every((item, index) => item === right?.[index]);
}

/** How messages are proven. */
export interface Proving {
  readonly signer: string;
  readonly source: PathSide;
  readonly connection: ChainConnection;
  readonly headerHeight: bigint;
}

/** Proven messages, and the channels of which something could not be proven. */
export interface Proven {
  readonly batch: Batch;
  readonly unproven: ReadonlyMap<RelayedChannel, IcsError<"IBC_PROOF_MISSING">>;
}

const PROOFS_AT_ONCE = 32;

/** Proves the first items, up to a number. A channel of which something is not provable (any more) is left out as a whole. */
export async function prove(parts: readonly ChannelItems[], count: number, proving: Proving): Promise<Proven> {
  const wanted = cut(parts, count);
  const unproven = new Map<RelayedChannel, IcsError<"IBC_PROOF_MISSING">>();
  const flat = wanted.flatMap(({ channel, items }) => items.map((item) => ({ channel, item })));
  const messages = await mapLimited(flat, PROOFS_AT_ONCE, ({ channel, item }) => {
    const directed = { ...channel.queues[proving.source].channel, isOrdered: channel.isOrdered };
    return relayMessage(proving.signer, item, directed, proving).catch((error: unknown) => {
      if (!isIcsError(error, "IBC_PROOF_MISSING")) throw error;
      unproven.set(channel, error);
      return undefined;
    });
  });
  const proven = flat.flatMap(({ channel, item }, index) => {
    const message = messages[index];
    return message === undefined || unproven.has(channel) ? [] : [{ channel, item, message }];
  });
  return { batch: grouped(proven), unproven };
}

interface ProvenItem {
  readonly channel: RelayedChannel;
  readonly item: RelayItem;
  readonly message: EncodeObject;
}

/** The first `count` items in all. */
function cut(parts: readonly ChannelItems[], count: number): readonly ChannelItems[] {
  let left = count;
  return parts.flatMap(({ channel, items }) => {
    const taken = items.slice(0, left);
    left -= taken.length;
    return taken.length === 0 ? [] : [{ channel, items: taken }];
  });
}

/** Ids, heights and addresses of a message beside its byte fields, on the safe side. */
const MESSAGE_BYTES = 400;

/** About what messages take in a transaction. */
export function txBytes(messages: readonly EncodeObject[]): number {
  return messages.reduce((sum, { value }) => sum + bytesOf(value) + MESSAGE_BYTES, 0);
}

/** As much of a batch, from its beginning, as fits into so many bytes; at least one message. */
export function withinBytes({ parts, messages }: Batch, bytes: number): Batch {
  let sum = 0;
  const end = messages.findIndex((message) => {
    sum += txBytes([message]);
    return sum > bytes;
  });
  const count = end < 0 ? messages.length : Math.max(end, 1);
  return { parts: cut(parts, count), messages: messages.slice(0, count) };
}

function grouped(proven: readonly ProvenItem[]): Batch {
  const parts = new Map<RelayedChannel, RelayItem[]>();
  for (const { channel, item } of proven) {
    const items = parts.get(channel);
    if (items) items.push(item);
    else parts.set(channel, [item]);
  }
  return {
    parts: [...parts].map(([channel, items]) => ({ channel, items })),
    messages: proven.map(({ message }) => message),
  };
}

/** The first half of a batch. */
export function halved({ parts, messages }: Batch): Batch {
  const count = Math.max(1, Math.floor(messages.length / 2));
  return { parts: cut(parts, count), messages: messages.slice(0, count) };
}
