import type { ObserverEvent } from "./observer-event.ts";
import type { Moment } from "./timeline.ts";

/** When and where an event happened, without the chain. */
export function momentOf({ height, time, txHash }: ObserverEvent): Moment {
  return { height, time, txHash };
}
