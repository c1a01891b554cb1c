import type { ConsumerId } from "../../ccv/identifiers.ts";
import type { Violation } from "../invariants/invariant.ts";
import type { ObserverEvent } from "../observer-event.ts";
import type { Health } from "../summary/health-codes.ts";

/** What an observer service tells of one of its consumers, in the order in which it learned it. */
export type ConsumerMessage =
  | { readonly type: "event"; readonly event: ObserverEvent }
  /** An invariant that did not hold; what goes on being wrong is told once. */
  | { readonly type: "violation"; readonly violation: Violation }
  /** The verdict or its reasons have changed. */
  | { readonly type: "health"; readonly health: Health }
  /** The observer of this consumer has ended; the others go on. `isRetried`: it begins again by itself. */
  | { readonly type: "failure"; readonly error: unknown; readonly isRetried: boolean };

/** A message, its consumer, and its place among all messages of the service, counted from 1 without holes. */
export type ObserverMessage = ConsumerMessage & { readonly position: number; readonly consumerId: ConsumerId };

/** Stands where a subscriber has missed messages since it was too slow, or asked for those before the oldest kept. */
export interface DroppedMessages {
  readonly type: "dropped";
  /** Of the last message that was missed. */
  readonly position: number;
  readonly count: number;
}
