import { type CcvEvent, isMalformedCcvEvent, parseCcvEvent } from "../ccv/events.ts";
import { type Block, eventAttribute } from "../chain/block.ts";
import { eventsOf, type PlacedEvent } from "./block-events.ts";

/** An event of a block, with what every reader of it needs to know. */
export interface ParsedEvent extends PlacedEvent {
  /** Undefined for what is no event of the CCV modules. */
  readonly ccv: CcvEvent | undefined;
  /** It is one of theirs, and cannot be read. */
  readonly isMalformed: boolean;
  readonly connectionId: string | undefined;
}

const known = new WeakMap<Block, readonly ParsedEvent[]>();

/** All events of a block as they happened; parsed once, however many consumers it is read for. */
export function parsedEventsOf(block: Block): readonly ParsedEvent[] {
  const parsed = known.get(block) ?? Array.from(eventsOf(block), parse);
  known.set(block, parsed);
  return parsed;
}

function parse(placed: PlacedEvent): ParsedEvent {
  const { event } = placed;
  const ccv = parseCcvEvent(event);
  const isMalformed = ccv === undefined && isMalformedCcvEvent(event);
  return { ...placed, ccv, isMalformed, connectionId: eventAttribute(event, "connection_id") };
}
