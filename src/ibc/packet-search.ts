import { mapLimited } from "../async/map-limited.ts";
import type { ChainEvent } from "../chain/block.ts";
import type { ChainConnection } from "../chain/chain-connection.ts";
import { isIcsError } from "../errors.ts";
import { type Packet, parsePacketEvent } from "./packet-events.ts";
import type { ChannelEndId } from "./queries.ts";

/** A packet and where it was sent. */
export interface FoundPacket {
  readonly height: bigint;
  readonly packet: Packet;
}

/** An acknowledgement and where it was written. */
export interface FoundAcknowledgement extends FoundPacket {
  readonly acknowledgement: Uint8Array;
}

/** How packets are looked for. */
export interface PacketSearchOptions {
  readonly signal?: AbortSignal | undefined;
  /** The height from which blocks are read backwards for what the node's index does not tell. */
  readonly height: bigint;
  /** Blocks read so where the index answers, since it may be some blocks late. Default 50. */
  readonly scannedWithIndex?: bigint;
  /** Blocks read so where the node has no index. Default 100,000. */
  readonly scannedWithoutIndex?: bigint;
}

/**
 * The packets with these sequences that were sent from an end: by the node's index of block events and transactions,
 * else by reading blocks backwards, the recent ones where the index is too slow. What cannot be found is missing in the answer.
 * @throws RPC_UNREACHABLE, RPC_RESPONSE_INVALID
 */
export function findSentPackets(
  chain: ChainConnection,
  end: ChannelEndId,
  sequences: readonly bigint[],
  options: PacketSearchOptions,
): Promise<ReadonlyMap<bigint, FoundPacket>> {
  const read = (height: bigint, event: ChainEvent): FoundPacket | undefined => {
    const parsed = parsePacketEvent(event);
    if (parsed?.type !== "send_packet") return undefined;
    const { packet } = parsed;
    return packet.sourcePort === end.portId && packet.sourceChannel === end.channelId ? { height, packet } : undefined;
  };
  return new PacketSearch(chain, { type: "send_packet", prefix: "packet_src", end, read }, options).find(sequences);
}

/** The acknowledgements that an end, as the receiver, wrote of packets with these sequences; as `findSentPackets`. */
export function findAcknowledgements(
  chain: ChainConnection,
  end: ChannelEndId,
  sequences: readonly bigint[],
  options: PacketSearchOptions,
): Promise<ReadonlyMap<bigint, FoundAcknowledgement>> {
  const read = (height: bigint, event: ChainEvent): FoundAcknowledgement | undefined => {
    const parsed = parsePacketEvent(event);
    if (parsed?.type !== "write_acknowledgement") return undefined;
    const { packet, acknowledgement } = parsed;
    const isOurs = packet.destinationPort === end.portId && packet.destinationChannel === end.channelId;
    return isOurs ? { height, packet, acknowledgement } : undefined;
  };
  const wanted = { type: "write_acknowledgement", prefix: "packet_dst", end, read };
  return new PacketSearch(chain, wanted, options).find(sequences);
}

interface Wanted<T> {
  readonly type: string;
  readonly prefix: string;
  readonly end: ChannelEndId;
  readonly read: (height: bigint, event: ChainEvent) => T | undefined;
}

/** The most hits that CometBFT gives on one page; a sequence has one hit. */
const PAGE = 100n;
const AT_ONCE = 16;

class PacketSearch<T extends FoundPacket> {
  readonly #chain: ChainConnection;
  readonly #wanted: Wanted<T>;
  readonly #options: PacketSearchOptions;
  readonly #found = new Map<bigint, T>();
  readonly #missing = new Set<bigint>();
  #hasIndex = true;

  constructor(chain: ChainConnection, wanted: Wanted<T>, options: PacketSearchOptions) {
    this.#chain = chain;
    this.#wanted = wanted;
    this.#options = options;
  }

  async find(sequences: readonly bigint[]): Promise<ReadonlyMap<bigint, T>> {
    for (const sequence of sequences) this.#missing.add(sequence);
    // CCV packets and rewards are sent by a block's end; users' transfers and all acknowledgements by transactions.
    const inTxs = (): Promise<void> => this.#byIndex((query) => this.#searchTxs(query));
    const inBlocks = (): Promise<void> => this.#byIndex((query) => this.#searchBlocks(query));
    const isUsersFirst = this.#wanted.type !== "send_packet";
    for (const search of isUsersFirst ? [inTxs, inBlocks] : [inBlocks, inTxs]) await search();
    await this.#scan();
    return this.#found;
  }

  async #byIndex(search: (query: string) => Promise<void>): Promise<void> {
    try {
      for (const [first, last] of pages([...this.#missing])) {
        this.#options.signal?.throwIfAborted();
        await search(this.#query(first, last));
      }
    } catch (error) {
      // A node without an index refuses.
      if (isIcsError(error, "RPC_QUERY_FAILED")) this.#hasIndex = false;
      // An index may be too slow where the node itself is not: the scan tells whether it answers.
      else if (!isIcsError(error, "RPC_UNREACHABLE")) throw error;
    }
  }

  #query(first: bigint, last: bigint): string {
    const { type, prefix, end } = this.#wanted;
    const sequence = `${type}.packet_sequence`;
    return [
      `${type}.${prefix}_channel='${end.channelId}'`,
      `${type}.${prefix}_port='${end.portId}'`,
      ...(first === last ? [`${sequence}='${first}'`] : [`${sequence}>=${first}`, `${sequence}<=${last}`]),
    ].join(" AND ");
  }

  async #searchTxs(query: string): Promise<void> {
    const { txs } = await this.#chain.comet.txSearch({ query, per_page: Number(PAGE), page: 1 });
    for (const { height, result } of txs) if (result.code === 0) this.#take(BigInt(height), result.events);
  }

  async #searchBlocks(query: string): Promise<void> {
    const { blocks } = await this.#chain.comet.blockSearch({ query, per_page: Number(PAGE), page: 1 });
    await mapLimited(blocks, AT_ONCE, async ({ block: { header } }) => {
      try {
        const { finalizeBlockEvents } = await this.#chain.comet.blockResults(header.height);
        this.#take(BigInt(header.height), finalizeBlockEvents);
      } catch (error) {
        // One block's results may be too many for the node to tell; the scan finds out whether it answers at all.
        if (!isIcsError(error, "RPC_UNREACHABLE")) throw error;
      }
    });
  }

  async #scan(): Promise<void> {
    const { height, scannedWithIndex = 50n, scannedWithoutIndex = 100_000n, signal } = this.#options;
    const least = height - (this.#hasIndex ? scannedWithIndex : scannedWithoutIndex);
    for (let from = height; this.#missing.size > 0 && from > 0n && from > least; from -= BigInt(AT_ONCE)) {
      signal?.throwIfAborted();
      const heights = Array.from({ length: AT_ONCE }, (_, index) => from - BigInt(index)).filter((item) => item > 0n);
      const read = await Promise.all(heights.map((item) => this.#readBlock(item)));
      if (!read.every(Boolean)) return;
    }
  }

  /** False where the node no longer keeps the block. */
  async #readBlock(height: bigint): Promise<boolean> {
    try {
      const { results, finalizeBlockEvents } = await this.#chain.comet.blockResults(Number(height));
      for (const { code, events } of results) if (code === 0) this.#take(height, events);
      this.#take(height, finalizeBlockEvents);
      return true;
    } catch (error) {
      if (!isIcsError(error, "RPC_QUERY_FAILED")) throw error;
      return false;
    }
  }

  #take(height: bigint, events: readonly ChainEvent[]): void {
    for (const event of events) {
      const hit = this.#wanted.read(height, event);
      if (hit && this.#missing.delete(hit.packet.sequence)) this.#found.set(hit.packet.sequence, hit);
    }
  }
}

/** Ranges that cover all of the sequences, none with more than a page of numbers in it. */
function pages(sequences: readonly bigint[]): Array<readonly [bigint, bigint]> {
  const ranges: Array<[bigint, bigint]> = [];
  for (const sequence of sequences.toSorted((a, b) => (a < b ? -1 : Number(a > b)))) {
    const range = ranges.at(-1);
    if (range && sequence - range[0] < PAGE) range[1] = sequence;
    else ranges.push([sequence, sequence]);
  }
  return ranges;
}
