import { type Block, type BlockTx, type ChainEvent, eventAttribute } from "../../src/index.ts";

/** A block in which something happened. */
export interface Moment {
  readonly height: bigint;
  readonly time: Date;
}

/** What became of one packet that the provider sent. */
export interface PacketTrace {
  readonly sequence: bigint;
  readonly sent: Moment;
  readonly received: Moment | undefined;
  readonly acknowledged: Moment | undefined;
}

/** All events of a block that count: those of its transactions that succeeded, and its own. */
export function eventsOf(block: Block): ChainEvent[] {
  return [...block.txs.filter(({ code }) => code === 0).flatMap(({ events }) => events), ...block.events];
}

/** Every packet that the recorded blocks of the provider sent on one channel, by sequence. */
export function tracePackets(
  provider: readonly Block[],
  consumer: readonly Block[],
  channelIdOnProvider: string,
): PacketTrace[] {
  const sent = packetMoments(provider, "send_packet", channelIdOnProvider);
  const received = packetMoments(consumer, "recv_packet", channelIdOnProvider);
  const acknowledged = packetMoments(provider, "acknowledge_packet", channelIdOnProvider);
  return [...sent].map(([sequence, moment]) => ({
    sequence,
    sent: moment,
    received: received.get(sequence),
    acknowledged: acknowledged.get(sequence),
  }));
}

/** Milliseconds between block times. */
export const elapsedMs = (from: Moment, to: Moment): number => to.time.getTime() - from.time.getTime();

/** How many of a chain's blocks are later than `from` and not later than `to`, by their times. */
export function blocksBetween(blocks: readonly Block[], from: Moment, to: Moment): number {
  return blocks.filter(({ time }) => time > from.time && time <= to.time).length;
}

/** Transactions that did one thing to packets of a source channel, with how many packets each. */
export function packetTxs(
  blocks: readonly Block[],
  type: PacketEventType,
  sourceChannel: string,
): { readonly tx: BlockTx; readonly height: bigint; readonly packets: number }[] {
  return blocks.flatMap(({ height, txs }) =>
    txs
      .filter(({ code }) => code === 0)
      .map((tx) => {
        const sequences = tx.events.map((event) => sequenceOf(event, type, sourceChannel));
        return { tx, height, packets: sequences.filter((sequence) => sequence !== undefined).length };
      })
      .filter(({ packets }) => packets > 0),
  );
}

/** What can happen to a packet, by the event's type. */
export type PacketEventType = "send_packet" | "recv_packet" | "acknowledge_packet";

function packetMoments(
  blocks: readonly Block[],
  type: PacketEventType,
  sourceChannel: string,
): ReadonlyMap<bigint, Moment> {
  const moments = new Map<bigint, Moment>();
  for (const block of blocks) {
    for (const event of eventsOf(block)) {
      const sequence = sequenceOf(event, type, sourceChannel);
      if (sequence !== undefined) moments.set(sequence, { height: block.height, time: block.time });
    }
  }
  return moments;
}

function sequenceOf(event: ChainEvent, type: PacketEventType, sourceChannel: string): bigint | undefined {
  if (event.type !== type || eventAttribute(event, "packet_src_channel") !== sourceChannel) return undefined;
  const sequence = eventAttribute(event, "packet_sequence");
  return eventAttribute(event, "packet_src_port") === "provider" && sequence !== undefined
    ? BigInt(sequence)
    : undefined;
}
