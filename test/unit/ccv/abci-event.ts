import type { AbciEvent } from "../../../src/ccv/event-attributes.ts";

/** An ABCI event with these attributes, in this order. */
export function abciEvent(type: string, attributes: Readonly<Record<string, string>> = {}): AbciEvent {
  return { type, attributes: Object.entries(attributes).map(([key, value]) => ({ key, value })) };
}
