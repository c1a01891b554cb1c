import type { ConsumerId } from "../ccv/identifiers.ts";
import type { Block } from "../chain/block.ts";
import { parseJailEvent, parseUnjailEvent } from "./jail-evidence.ts";
import { type ParsedEvent, parsedEventsOf } from "./parsed-events.ts";

/** An event, and its place in its block. */
interface Placed {
  readonly parsed: ParsedEvent;
  readonly place: number;
}

/** A provider's block by whom its events concern, so that what a reader passes over does not grow with the others. */
interface BlockIndex {
  readonly everybody: readonly Placed[];
  readonly byConsumer: ReadonlyMap<ConsumerId, readonly Placed[]>;
  readonly byConnection: ReadonlyMap<string, readonly Placed[]>;
}

const indexes = new WeakMap<Block, BlockIndex>();

/**
 * The events of a provider's block that can concern one consumer, in their order. A connection that is added to the set
 * while they are read counts from there on.
 */
export function* relevantEvents(
  block: Block,
  consumerId: ConsumerId,
  connections: ReadonlySet<string>,
): Generator<ParsedEvent> {
  const index = indexes.get(block) ?? indexOf(block);
  indexes.set(block, index);
  const fixed = [index.everybody, index.byConsumer.get(consumerId) ?? []];
  for (let place = -1; ; ) {
    let next: Placed | undefined;
    for (const list of [...fixed, ...[...connections].map((id) => index.byConnection.get(id) ?? [])]) {
      const first = firstAfter(list, place);
      if (first !== undefined && (next === undefined || first.place < next.place)) next = first;
    }
    if (next === undefined) return;
    place = next.place;
    yield next.parsed;
  }
}

function firstAfter(list: readonly Placed[], place: number): Placed | undefined {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.place ?? 0) > place) high = middle;
    else low = middle + 1;
  }
  return list[low];
}

function indexOf(block: Block): BlockIndex {
  const everybody: Placed[] = [];
  const byConsumer = new Map<ConsumerId, Placed[]>();
  const byConnection = new Map<string, Placed[]>();
  // Modules tell the outcome of a packet beside IBC core's own events on it, without naming the channel.
  let last: { readonly connectionId: string; readonly txHash: string | undefined } | undefined;
  for (const [place, parsed] of parsedEventsOf(block).entries()) {
    const { event, ccv, connectionId, txHash } = parsed;
    const placed = { parsed, place };
    if (ccv !== undefined && "consumerId" in ccv) addTo(byConsumer, ccv.consumerId, placed);
    else if (ccv !== undefined && ccv.kind !== "rewardDenomsChanged" && last?.txHash === txHash && last !== undefined) {
      addTo(byConnection, last.connectionId, placed);
    } else if (ccv !== undefined || event.type.startsWith("connection_open_")) everybody.push(placed);
    else if (parsed.isMalformed || parseJailEvent(event) || parseUnjailEvent(event)) everybody.push(placed);
    else if (connectionId !== undefined) {
      addTo(byConnection, connectionId, placed);
      last = { connectionId, txHash };
    }
  }
  return { everybody, byConsumer, byConnection };
}

function addTo(map: Map<string, Placed[]>, key: string, placed: Placed): void {
  const list = map.get(key);
  if (list) list.push(placed);
  else map.set(key, [placed]);
}
