import type { Block } from "../../chain/block.ts";
import { changedChannelEnd, type Packet, parsePacketEvent } from "../../ibc/packet-events.ts";
import type { ChannelEndId } from "../../ibc/queries.ts";
import type { PathSide } from "../path-side.ts";

/**
 * One fact of the source, to be proven to the destination. `height` is the lowest of the source whose state shows it.
 */
export type RelayItem =
  /** A packet that the source sent: received by the destination. */
  | { readonly kind: "packet"; readonly height: bigint; readonly packet: Packet }
  /** What the source answered to a packet of the destination. */
  | {
      readonly kind: "acknowledgement";
      readonly height: bigint;
      readonly packet: Packet;
      readonly acknowledgement: Uint8Array;
    }
  /** A packet of the destination that the source did not receive in time, or never will since its end is closed. */
  | { readonly kind: "timeout"; readonly height: bigint; readonly packet: Packet; readonly isOnClose: boolean }
  /** The source's end of a channel is closed: so will the destination's be. */
  | { readonly kind: "close"; readonly height: bigint };

/** What a chain tells of a packet: that it was sent, or what was answered to it. */
export type PacketItem = Extract<RelayItem, { readonly kind: "packet" | "acknowledgement" }>;

/** True for what is left where it is, of those that `source` tells. */
export type LeaveOut = (item: PacketItem, source: PathSide) => boolean;

/** What a block says about one channel end of its chain. */
export type ChannelFact =
  | PacketItem
  /** The end was opened or closed. */
  | { readonly kind: "changed" };

type ChannelFacts = ReadonlyMap<string, readonly ChannelFact[]>;

const factsOfBlocks = new WeakMap<Block, ChannelFacts>();
const none: readonly ChannelFact[] = [];

/** What a block says about a channel end, in the chain's order. A block is read once for all who ask. */
export function channelFacts(block: Block, end: ChannelEndId): readonly ChannelFact[] {
  const known = factsOfBlocks.get(block);
  const facts = known ?? readFacts(block);
  if (known === undefined) factsOfBlocks.set(block, facts);
  return facts.get(keyOf(end)) ?? none;
}

function readFacts(block: Block): ChannelFacts {
  const { height } = block;
  const facts = new Map<string, ChannelFact[]>();
  const tell = (end: ChannelEndId, fact: ChannelFact): void => {
    const key = keyOf(end);
    const present = facts.get(key);
    if (present) present.push(fact);
    else facts.set(key, [fact]);
  };
  for (const event of [
    ...block.txs.filter(({ code }) => code === 0).flatMap(({ events }) => events),
    ...block.events,
  ]) {
    const changed = changedChannelEnd(event);
    if (changed) tell(changed, { kind: "changed" });
    const parsed = parsePacketEvent(event);
    if (parsed?.type === "send_packet") {
      const { packet } = parsed;
      tell({ portId: packet.sourcePort, channelId: packet.sourceChannel }, { kind: "packet", height, packet });
    }
    if (parsed?.type === "write_acknowledgement") {
      const { packet, acknowledgement } = parsed;
      const end = { portId: packet.destinationPort, channelId: packet.destinationChannel };
      tell(end, { kind: "acknowledgement", height, packet, acknowledgement });
    }
  }
  return facts;
}

function keyOf({ portId, channelId }: ChannelEndId): string {
  return `${portId}/${channelId}`;
}

/** A chain as of its latest block that is known. */
export interface ChainClock {
  readonly height: bigint;
  readonly time: Date;
}

/**
 * True where a packet can no longer be received on a chain, whose every later block refuses it.
 * @see Timeout.Elapsed in modules/core/04-channel/types/timeout.go of ibc-go
 */
export function isTimedOut({ timeoutHeight, timeoutTimestamp }: Packet, clock: ChainClock): boolean {
  const { revisionHeight } = timeoutHeight;
  if (revisionHeight > 0n && clock.height >= revisionHeight) return true;
  return timeoutTimestamp > 0n && BigInt(clock.time.getTime()) * 1_000_000n >= timeoutTimestamp;
}
