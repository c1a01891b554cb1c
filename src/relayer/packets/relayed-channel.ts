import { providerPortId } from "../../ccv/identifiers.ts";
import type { ChannelEndId } from "../../ibc/queries.ts";
import type { ChannelPair } from "../handshake/handshake.ts";
import { otherSide, type PathSide } from "../path-side.ts";
import { ChannelQueue } from "./channel-queue.ts";
import type { EndState } from "./outstanding.ts";
import { type ChainClock, isTimedOut, type LeaveOut, type RelayItem } from "./relay-item.ts";

/** What is kept per end of a path. */
export type BothSides<T> = Readonly<Record<PathSide, T>>;

/** A channel of a path with what waits on it in both directions, and how its ends stand. */
export class RelayedChannel {
  readonly ends: BothSides<ChannelEndId>;
  /** What waits, by the side that it comes from. */
  readonly queues: BothSides<ChannelQueue>;
  readonly states: Record<PathSide, EndState> = { provider: "open", consumer: "open" };
  isOrdered: boolean;
  /** What could not be carried any more was told. */
  isLossTold = false;
  readonly #leaveOut: LeaveOut;
  #wanted: { readonly from: number; readonly holds: boolean } | undefined;
  /** The state is being read, and what waits is held meanwhile. */
  #isReading = false;

  constructor(pair: ChannelPair, leaveOut: LeaveOut = () => false) {
    this.#leaveOut = leaveOut;
    const provider = { portId: pair.portIdOnProvider, channelId: pair.channelIdOnProvider };
    const consumer = { portId: pair.portIdOnConsumer, channelId: pair.channelIdOnConsumer };
    this.ends = { provider, consumer };
    this.isOrdered = pair.portIdOnProvider === providerPortId;
    this.queues = {
      provider: new ChannelQueue({ source: provider, destination: consumer }, this.isOrdered),
      consumer: new ChannelQueue({ source: consumer, destination: provider }, this.isOrdered),
    };
  }

  /** CCV packets before all others: a consumer's security waits for them. */
  get isCcv(): boolean {
    return this.ends.provider.portId === providerPortId;
  }

  /** True where nothing is or will be to do: both ends are closed and nothing waits. */
  get isOver(): boolean {
    const { states, queues } = this;
    const isClosed = states.provider === "closed" && states.consumer === "closed";
    return isClosed && !this.isHeld && queues.provider.size === 0 && queues.consumer.size === 0;
  }

  /** Asks for the chains' state from this beat on. What waits is held until then, unless it is known to be right. */
  mustBeRead(from: number, holds = true): void {
    const wanted = this.#wanted;
    this.#wanted = wanted ? { from: Math.min(from, wanted.from), holds: holds || wanted.holds } : { from, holds };
  }

  /** True where the state is wanted by now. */
  isDue(beat: number): boolean {
    return this.#wanted !== undefined && this.#wanted.from <= beat;
  }

  /** Begins to read the state; the answer tells how it went, and when it is to be tried again. */
  beginReading(): (retryAt?: number) => void {
    const holds = this.#wanted?.holds ?? false;
    this.#wanted = undefined;
    this.#isReading = holds;
    for (const queue of [this.queues.provider, this.queues.consumer]) queue.beginReading();
    return (retryAt) => {
      this.#isReading = false;
      if (retryAt !== undefined) this.mustBeRead(retryAt, holds);
    };
  }

  /** Nothing may be carried before the state has been read. */
  get isHeld(): boolean {
    return this.#isReading || (this.#wanted?.holds ?? false);
  }

  /** What may go now from a side, in order. */
  ready(source: PathSide, beat: number): RelayItem[] {
    if (this.isHeld) return [];
    const ready = this.queues[source].ready(beat);
    // An end that is still being opened takes no packets yet; timeouts need no open end.
    const isReceiving = this.states[otherSide(source)] === "open";
    const closing = this.isOrdered ? this.#timeoutOf(source) : undefined;
    const waiting = new Set<RelayItem["kind"]>();
    return ready.filter((item) => {
      if (item.kind === "timeout" || item.kind === "close") return true;
      if (waiting.has(item.kind)) return false;
      if (this.#leaveOut(item, source)) {
        if (this.isOrdered) waiting.add(item.kind);
        return false;
      }
      if (!isReceiving) return false;
      return item.kind === "acknowledgement" || closing === undefined || item.packet.sequence < closing;
    });
  }

  /**
   * Turns packets of `sender` that its counterparty can no longer receive into timeouts for the way back: only the
   * first of an ordered channel, since that closes the sender's end. Gives what was turned, and what can only be
   * dropped since that end is closed already.
   */
  expire(sender: PathSide, clock: ChainClock): Expired {
    const queue = this.queues[sender];
    const expired = this.isHeld ? [] : expiredPackets(queue.items, clock);
    const [first] = expired;
    if (first === undefined) return nothingExpired;
    if (this.isOrdered && this.states[sender] === "closed") {
      const lost = [...queue.items].filter(({ kind }) => kind === "packet");
      queue.remove(lost);
      return { timeouts: 0, lost: lost.length };
    }
    if (this.isOrdered && this.#timeoutOf(sender) !== undefined) return nothingExpired;
    const timeouts = this.isOrdered ? [first] : expired;
    queue.remove(timeouts);
    for (const { packet } of timeouts) {
      // The header at the clock's height shows the time, and the state of the block before.
      this.queues[otherSide(sender)].add({ kind: "timeout", height: clock.height - 1n, packet, isOnClose: false });
    }
    return { timeouts: timeouts.length, lost: 0 };
  }

  /** The sequence of a packet of `sender` that is being timed out. */
  #timeoutOf(sender: PathSide): bigint | undefined {
    for (const item of this.queues[otherSide(sender)].items) if (item.kind === "timeout") return item.packet.sequence;
    return undefined;
  }
}

/** What `RelayedChannel.expire` has done, in numbers of packets. */
export interface Expired {
  readonly timeouts: number;
  readonly lost: number;
}

const nothingExpired: Expired = { timeouts: 0, lost: 0 };

type PacketItem = Extract<RelayItem, { readonly kind: "packet" }>;

/** Those that a chain at this clock refuses, by sequence. */
function expiredPackets(items: Iterable<RelayItem>, clock: ChainClock): PacketItem[] {
  const expired: PacketItem[] = [];
  for (const item of items) if (item.kind === "packet" && isTimedOut(item.packet, clock)) expired.push(item);
  return expired.sort((a, b) => Number(a.packet.sequence - b.packet.sequence));
}
