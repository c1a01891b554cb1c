import type { ConsumerId } from "../../ccv/identifiers.ts";
import type { ObserverCursor } from "../cursor.ts";
import type { ObservedBlock } from "../observe.ts";
import type { ObserverEvent } from "../observer-event.ts";

/** The consumer that a history is of. */
export interface Subject {
  readonly providerChainId: string;
  readonly consumerId: ConsumerId;
}

/** An event, and its place in its subject's history: it grows, and may have holes. */
export interface StoredEvent {
  readonly position: number;
  readonly event: ObserverEvent;
}

/** From when a claim counts. */
export interface ClaimOptions {
  /** When the right to write was given, by the store's own clock; default now. */
  readonly since?: Date;
}

/** Keeps what was observed of any number of consumers, so that observing goes on where it ended. */
export interface ObservationStore extends AsyncDisposable {
  /**
   * From now on this store object alone writes the history: `append` through any other, even of a process that was
   * asleep, fails with the reason `conflict`. Only of stores that several processes write to.
   * @throws OBSERVER_STORE_FAILED; with the reason `conflict` where another one has a later claim
   */
  claim?(subject: Subject, options?: ClaimOptions): Promise<void>;
  /** Where to go on; undefined for a subject without history. @throws OBSERVER_STORE_FAILED */
  cursor(subject: Subject): Promise<ObserverCursor | undefined>;
  /**
   * Keeps the events of a block and moves its chain's cursor past it: both, or neither.
   * @throws OBSERVER_STORE_FAILED; with the reason `conflict` where that block or a later one is kept already
   */
  append(subject: Subject, block: ObservedBlock): Promise<void>;
  /** The history after a position (default: from its beginning) as it stands at the call, in order. @throws OBSERVER_STORE_FAILED */
  events(subject: Subject, options?: { readonly after?: number }): AsyncIterable<StoredEvent>;
  /** Every subject with a history, in the order in which their histories began. @throws OBSERVER_STORE_FAILED */
  subjects(): Promise<readonly Subject[]>;
  /** Idempotent; any other call fails after it, with the reason `closed`. */
  close(): Promise<void>;
}
