import type { ChannelEndId } from "../../ibc/queries.ts";
import type { RelayItem } from "./relay-item.ts";

/** One channel in one direction. */
export interface DirectedChannel {
  readonly source: ChannelEndId;
  readonly destination: ChannelEndId;
}

/** Up to which heights of the source its state has been read, so that events below tell nothing new. */
export interface Covered {
  readonly packets: bigint;
  readonly acknowledgements: bigint;
}

/** The order in which a transaction carries a channel's items: a timeout or a close ends what comes before it. */
const rank = { acknowledgement: 0, packet: 1, timeout: 2, close: 3 } as const;

/**
 * What waits on one channel in one direction. An item leaves when its transaction has succeeded or the chains' state
 * says that it is done. Whatever fails is held back for some beats; a beat is a block of either chain.
 */
export class ChannelQueue {
  readonly channel: DirectedChannel;
  /** How many items go together at most: less after a failure, to find the one that fails. */
  limit = Number.POSITIVE_INFINITY;
  /** True where this channel shares no transaction with others, since one with them failed. */
  isAlone = false;
  #isOrdered: boolean;
  #covered: Covered = { packets: 0n, acknowledgements: 0n };
  #failures = 0;
  #heldUntil = 0;
  readonly #items = new Map<string, RelayItem>();
  readonly #held = new Map<string, { failures: number; until: number }>();
  /** What was carried since the reading of the state began. */
  readonly #carried = new Set<string>();

  constructor(channel: DirectedChannel, isOrdered: boolean) {
    this.channel = channel;
    this.#isOrdered = isOrdered;
  }

  get size(): number {
    return this.#items.size;
  }

  /** Everything that waits, in no particular order. */
  get items(): Iterable<RelayItem> {
    return this.#items.values();
  }

  /** Adds what an event or a timeout tells, unless the state has told it already. */
  add(item: RelayItem): void {
    if (item.kind === "packet" && item.height <= this.#covered.packets) return;
    if (item.kind === "acknowledgement" && item.height <= this.#covered.acknowledgements) return;
    const key = keyOf(item);
    if (!this.#items.has(key)) this.#items.set(key, item);
  }

  remove(items: Iterable<RelayItem>): void {
    for (const item of items) {
      this.#items.delete(keyOf(item));
      this.#held.delete(keyOf(item));
    }
  }

  /** The chains' state is being read from now on. */
  beginReading(): void {
    this.#carried.clear();
  }

  /** Takes over what the state says, and keeps what only events have told since. */
  reconcile(derived: readonly RelayItem[], covered: Covered, isOrdered: boolean): void {
    this.#isOrdered = isOrdered;
    this.#covered = covered;
    const before = [...this.#items.values()];
    const later = before.filter(
      ({ kind, height }) =>
        (kind === "packet" && height > covered.packets) ||
        (kind === "acknowledgement" && height > covered.acknowledgements),
    );
    this.#items.clear();
    for (const item of [...derived, ...later]) {
      if (!this.#carried.has(keyOf(item))) this.#items.set(keyOf(item), item);
    }
    // Somebody else has done it: that is what failed.
    if (before.some((item) => item.kind !== "close" && !this.#items.has(keyOf(item)))) this.#recovered();
    for (const key of this.#held.keys()) if (!this.#items.has(key)) this.#held.delete(key);
  }

  /** What may go now, in the order in which it must. */
  ready(beat: number): RelayItem[] {
    if (this.#heldUntil > beat) return [];
    const ready: RelayItem[] = [];
    for (const [key, item] of this.#items) if ((this.#held.get(key)?.until ?? 0) <= beat) ready.push(item);
    return ready.sort(inOrder);
  }

  succeeded(items: readonly RelayItem[]): void {
    for (const item of items) this.#carried.add(keyOf(item));
    this.remove(items);
    this.#failures = 0;
    this.#heldUntil = 0;
    this.limit *= 2;
    if (this.limit >= this.size) this.#recovered();
  }

  #recovered(): void {
    this.#failures = 0;
    this.#heldUntil = 0;
    this.limit = Number.POSITIVE_INFINITY;
    this.isAlone = false;
  }

  /**
   * After items of this channel failed together: halves what goes next, and holds back a single item that fails, with
   * the whole of an ordered channel. Gives the number of times that this one has failed; 0 where it is not known yet.
   */
  failed(items: readonly RelayItem[], beat: number, distance: (failures: number) => number): number {
    const [item] = items;
    if (items.length > 1 || item === undefined) {
      this.limit = Math.max(1, Math.floor(items.length / 2));
      return 0;
    }
    if (this.#isOrdered) {
      this.#failures += 1;
      this.#heldUntil = beat + distance(this.#failures);
      return this.#failures;
    }
    const key = keyOf(item);
    const failures = (this.#held.get(key)?.failures ?? 0) + 1;
    this.#held.set(key, { failures, until: beat + distance(failures) });
    return failures;
  }
}

function keyOf(item: RelayItem): string {
  return item.kind === "close" ? "close" : `${item.kind}/${item.packet.sequence}`;
}

function inOrder(a: RelayItem, b: RelayItem): number {
  if (a.kind !== b.kind || a.kind === "close" || b.kind === "close") return rank[a.kind] - rank[b.kind];
  return Number(a.packet.sequence - b.packet.sequence);
}
