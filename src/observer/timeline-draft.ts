import type { ChainRole, EventOf, Observation } from "./observer-event.ts";
import { isSlashFinished, isVscFinished } from "./packet-ends.ts";
import type { PacketCounts, SlashTimeline, Timeline, VscTimeline } from "./timeline.ts";

/** What a timeline forgets, so that an observer can run for months. */
export interface TimelineLimits {
  /**
   * Packets kept of those whose way was seen to its end on every chain that is watched, at least 1; default all. A
   * packet whose end was not seen stays.
   */
  readonly keepPackets?: number;
  /** The chains that are watched; default both. What an unwatched chain does is not waited for. */
  readonly watched?: readonly ChainRole[];
  /** Entries kept of each list, such as jailings and reward payments, at least 1; default all. */
  readonly keepEntries?: number;
}

/** What one kind of event does to a timeline. */
export type Reducers = {
  readonly [K in Observation["kind"]]?: (draft: TimelineDraft, event: EventOf<K>) => void;
};

/**
 * A timeline under construction. A map or list that a snapshot shares is copied before its next change and changed in
 * place from then on, so that n events without snapshots cost n steps.
 */
export class TimelineDraft {
  readonly values: { -readonly [K in keyof Timeline]: Timeline[K] };
  readonly #limits: TimelineLimits;
  readonly #finished = { vsc: [] as bigint[], slash: [] as bigint[] };
  #own = new WeakSet<object>();

  constructor(timeline: Timeline, limits: TimelineLimits) {
    this.values = { ...timeline };
    this.#limits = limits;
  }

  /** The timeline as it stands now; later changes do not reach it. */
  snapshot(): Timeline {
    this.#own = new WeakSet();
    return { ...this.values };
  }

  /** This map, or a copy of it where a snapshot shares it; to be stored where the map was. */
  map<K, V>(shared: ReadonlyMap<K, V>): Map<K, V> {
    if (this.#own.has(shared)) return shared as Map<K, V>;
    const own = new Map(shared);
    this.#own.add(own);
    return own;
  }

  /** As `map`, for lists. */
  list<T>(shared: readonly T[]): T[] {
    if (this.#own.has(shared)) return shared as T[];
    const own = [...shared];
    this.#own.add(own);
    return own;
  }

  /** This list with more entries, the oldest dropped where there are too many; to be stored where the list was. */
  appended<T>(shared: readonly T[], ...entries: readonly T[]): readonly T[] {
    const own = this.list(shared);
    own.push(...entries);
    const excess = own.length - (this.#limits.keepEntries ?? Number.POSITIVE_INFINITY);
    if (excess > 0) own.splice(0, excess);
    return own;
  }

  /** As `appended`, but what is dispensable is dropped before anything else. */
  appendedSparing<T>(shared: readonly T[], entry: T, isDispensable: (entry: T) => boolean): readonly T[] {
    const own = this.list(shared);
    own.push(entry);
    if (own.length > (this.#limits.keepEntries ?? Number.POSITIVE_INFINITY)) {
      own.splice(Math.max(0, own.findIndex(isDispensable)), 1);
    }
    return own;
  }

  changeVsc(sequence: bigint, change: Partial<VscTimeline>): void {
    const packets = this.map(this.values.vscPackets);
    const packet: VscTimeline = { ...packets.get(sequence), ...change, sequence };
    packets.set(sequence, packet);
    this.values.vscPackets = packets;
    if (isVscFinished(packet, this.#limits.watched)) this.#forget("vsc", sequence, packets);
  }

  changeSlash(sequence: bigint, change: Partial<SlashTimeline>): void {
    const packets = this.map(this.values.slashPackets);
    const packet: SlashTimeline = { ...packets.get(sequence), ...change, sequence };
    packets.set(sequence, packet);
    this.values.slashPackets = packets;
    if (isSlashFinished(packet, this.#limits.watched)) this.#forget("slash", sequence, packets);
  }

  /** Counts one step of a packet. */
  count<W extends keyof PacketCounts>(way: W, step: keyof PacketCounts[W]): void {
    const { counts } = this.values;
    this.values.counts = { ...counts, [way]: { ...counts[way], [step]: Number(counts[way][step]) + 1 } };
  }

  /** Keeps the finished packets of the highest sequences: these are the same in whatever order packets finish. */
  #forget(way: "vsc" | "slash", sequence: bigint, packets: Map<bigint, unknown>): void {
    const { keepPackets } = this.#limits;
    if (keepPackets === undefined) return;
    const finished = this.#finished[way];
    let place = finished.length;
    while (place > 0 && (finished[place - 1] ?? 0n) > sequence) place -= 1;
    finished.splice(place, 0, sequence);
    if (finished.length <= keepPackets) return;
    const oldest = finished.shift();
    if (oldest === undefined || !packets.delete(oldest)) return;
    const { forgotten } = this.values;
    this.values.forgotten = { ...forgotten, [way]: forgotten[way] + 1 };
  }
}
