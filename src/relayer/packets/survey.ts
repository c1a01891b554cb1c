import { shownUrl } from "../../chain/shown-url.ts";
import { IcsError } from "../../errors.ts";
import { findAcknowledgements, findSentPackets } from "../../ibc/packet-search.ts";
import { otherSide, type PathSide, pathSides } from "../path-side.ts";
import type { RelayPath } from "../relay-path.ts";
import type { Covered } from "./channel-queue.ts";
import { closeWork, type EndAt, type PacketWork, packetWork, readChannelEnd, readOutstanding } from "./outstanding.ts";
import type { RelayItem } from "./relay-item.ts";
import type { BothSides, RelayedChannel } from "./relayed-channel.ts";

/**
 * Heights to read a channel's state at. `early` were reached on both chains before `late` were asked for: what was
 * received by `early` was sent by `late`. Events up to these heights tell nothing new.
 */
export interface SurveyHeights {
  readonly early: BothSides<bigint>;
  readonly late: BothSides<bigint>;
}

/** What a survey could not put right. */
export interface SurveyFindings {
  /** Packets and acknowledgements that can never be carried any more. */
  readonly lost: number;
  /** IBC_PACKETS_NOT_FOUND, where something is on its way that no block tells. */
  readonly missing: readonly IcsError[];
}

/**
 * Derives from the chains' state all that is to do on a channel, and gives it to its queues.
 * @throws RPC_QUERY_FAILED, RPC_UNREACHABLE, RPC_RESPONSE_INVALID
 */
export function surveyChannel(
  path: RelayPath,
  channel: RelayedChannel,
  heights: SurveyHeights,
  signal: AbortSignal,
): Promise<SurveyFindings> {
  return new ChannelSurvey(path, channel, heights, signal).run();
}

/** What one side's packets want, with the bytes that are needed for it. */
interface SideWork extends PacketWork {
  readonly packets: readonly RelayItem[];
  readonly acknowledgements: readonly RelayItem[];
  readonly timeouts: readonly RelayItem[];
}

class ChannelSurvey {
  readonly #path: RelayPath;
  readonly #channel: RelayedChannel;
  readonly #heights: SurveyHeights;
  readonly #signal: AbortSignal;
  readonly #missing: IcsError[] = [];

  constructor(path: RelayPath, channel: RelayedChannel, heights: SurveyHeights, signal: AbortSignal) {
    this.#path = path;
    this.#channel = channel;
    this.#heights = heights;
    this.#signal = signal;
  }

  async run(): Promise<SurveyFindings> {
    const { late } = this.#heights;
    const [provider, consumer] = await Promise.all([
      readChannelEnd(this.#at("provider", late)),
      readChannelEnd(this.#at("consumer", late)),
    ]);
    const ends = { provider, consumer };
    const { isOrdered } = provider;
    const workOf = async (sender: PathSide): Promise<SideWork> => {
      const receiver = otherSide(sender);
      const [from, to] = [this.#at(sender, late), this.#at(receiver, this.#heights.early)];
      const outstanding = await readOutstanding(from, to, isOrdered);
      return this.#withBytes(sender, packetWork(outstanding, ends[sender], ends[receiver]), isOrdered);
    };
    const [ofProvider, ofConsumer] = await Promise.all([workOf("provider"), workOf("consumer")]);
    const work = { provider: ofProvider, consumer: ofConsumer };
    this.#channel.isOrdered = isOrdered;
    for (const side of pathSides) {
      const other = otherSide(side);
      const { timeouts } = work[other];
      const close = closeWork(ends[side], ends[other], timeouts.length, late[side]);
      const derived = [...work[side].packets, ...work[other].acknowledgements, ...timeouts, ...close];
      this.#channel.states[side] = ends[side].state;
      this.#channel.queues[side].reconcile(derived, this.#covered(side), isOrdered);
    }
    return { lost: work.provider.lost.length + work.consumer.lost.length, missing: this.#missing };
  }

  #covered(side: PathSide): Covered {
    return { packets: this.#heights.late[side], acknowledgements: this.#heights.early[side] };
  }

  #at(side: PathSide, heights: BothSides<bigint>): EndAt {
    return { connection: this.#path[side].connection, end: this.#channel.ends[side], height: heights[side] };
  }

  async #withBytes(sender: PathSide, work: PacketWork, isOrdered: boolean): Promise<SideWork> {
    const receiver = otherSide(sender);
    const toClose = new Set(work.timeOutOnClose);
    // What is too late for the receiver stays so, with all that is known of its failures.
    const late = this.#known(receiver, "timeout");
    const receive = work.receive.filter((sequence) => !late.has(sequence));
    const [packets, acknowledgements] = await Promise.all([
      this.#packets(sender, [...receive, ...toClose], isOrdered),
      this.#acknowledgements(receiver, work.acknowledge, isOrdered),
    ]);
    const height = this.#heights.late[receiver];
    const onClose = packets.filter(({ packet }) => toClose.has(packet.sequence));
    return {
      ...work,
      acknowledgements,
      packets: packets.filter(({ packet }) => !toClose.has(packet.sequence)),
      timeouts: [
        ...work.receive.flatMap((sequence) => late.get(sequence) ?? []),
        ...onClose.map(({ packet }) => ({ kind: "timeout" as const, height, packet, isOnClose: true })),
      ],
    };
  }

  async #packets(
    sender: PathSide,
    sequences: readonly bigint[],
    isOrdered: boolean,
  ): Promise<readonly Extract<RelayItem, { readonly kind: "packet" }>[]> {
    const known = this.#known(sender, "packet");
    const { connection, end, height } = this.#at(sender, this.#heights.late);
    const options = { height, signal: this.#signal };
    const unknown = sequences.filter((sequence) => !known.has(sequence));
    const found = await findSentPackets(connection, end, unknown, options);
    const items = sequences.map((sequence) => {
      const hit = found.get(sequence);
      return known.get(sequence) ?? (hit && { kind: "packet" as const, ...hit });
    });
    return this.#complete(sender, "packets", sequences, items, isOrdered);
  }

  async #acknowledgements(
    receiver: PathSide,
    sequences: readonly bigint[],
    isOrdered: boolean,
  ): Promise<readonly RelayItem[]> {
    const known = this.#known(receiver, "acknowledgement");
    const { connection, end, height } = this.#at(receiver, this.#heights.early);
    const options = { height, signal: this.#signal };
    const unknown = sequences.filter((sequence) => !known.has(sequence));
    const found = await findAcknowledgements(connection, end, unknown, options);
    const items = sequences.map((sequence) => {
      const hit = found.get(sequence);
      return known.get(sequence) ?? (hit && { kind: "acknowledgement" as const, ...hit });
    });
    return this.#complete(receiver, "acknowledgements", sequences, items, isOrdered);
  }

  /** What the queue of a side holds already, by sequence: not looked for again. */
  #known<K extends "packet" | "acknowledgement" | "timeout">(
    side: PathSide,
    kind: K,
  ): ReadonlyMap<bigint, Extract<RelayItem, { readonly kind: K }>> {
    const known = new Map<bigint, Extract<RelayItem, { readonly kind: K }>>();
    for (const item of this.#channel.queues[side].items) {
      if (item.kind === kind) known.set(item.packet.sequence, item as Extract<RelayItem, { readonly kind: K }>);
    }
    return known;
  }

  /** On an ordered channel what comes after something missing cannot go either. */
  #complete<T>(
    side: PathSide,
    what: "packets" | "acknowledgements",
    sequences: readonly bigint[],
    items: readonly (T | undefined)[],
    isOrdered: boolean,
  ): readonly T[] {
    const missing = sequences.filter((_sequence, index) => items[index] === undefined);
    if (missing.length > 0) {
      const { connection, end } = this.#at(side, this.#heights.late);
      this.#missing.push(packetsNotFound(connection, end, what, missing));
    }
    const until = isOrdered && missing.length > 0 ? items.indexOf(undefined) : items.length;
    return items.slice(0, until).filter((item) => item !== undefined);
  }
}

function packetsNotFound(
  { chainId, url }: EndAt["connection"],
  { portId, channelId }: EndAt["end"],
  what: "packets" | "acknowledgements",
  sequences: readonly bigint[],
): IcsError<"IBC_PACKETS_NOT_FOUND"> {
  const shown = sequences.slice(0, 10).join(", ");
  const more = sequences.length > 10 ? ` and ${sequences.length - 10} more` : "";
  return new IcsError(
    "IBC_PACKETS_NOT_FOUND",
    `${chainId} has ${what} ${shown}${more} of ${portId}/${channelId} on their way, and the node at ${shownUrl(url)} does not tell their bytes\nUse a node that indexes transactions and block events, or that keeps the blocks since these were sent.`,
    { chainId, portId, channelId, what, sequences },
  );
}
