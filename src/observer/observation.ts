import { withDeadline } from "../async/deadline.ts";
import type { WaitOptions } from "../async/wait-options.ts";
import { allInvariants } from "./invariants/all-invariants.ts";
import { checkInvariants, type Invariant, type Violation } from "./invariants/invariant.ts";
import { type ObserveConsumerOptions, observeConsumer } from "./observe.ts";
import type { EventOf, Observation as Observed, ObserverEvent } from "./observer-event.ts";
import type { ObservationStore } from "./store/observation-store.ts";
import { observeStored } from "./store/observe-stored.ts";
import type { Timeline } from "./timeline.ts";
import { TimelineBuilder } from "./timeline-builder.ts";
import type { TimelineLimits } from "./timeline-draft.ts";
import { ViolationLog } from "./violation-log.ts";

/** What is observed, and who is told. */
export interface ObservationOptions extends Omit<ObserveConsumerOptions, "signal"> {
  /** Keeps what is seen, and begins with what it holds of this consumer; takes the place of `cursor`. */
  readonly store?: ObservationStore;
  /** What must hold; default `allInvariants`. */
  readonly invariants?: readonly Invariant[];
  /** What the timeline forgets; default nothing. */
  readonly limits?: TimelineLimits;
  readonly onEvent?: (event: ObserverEvent) => void;
}

/**
 * An observer that runs beside other work and remembers all it saw: the events, their timeline, and every invariant
 * that did not hold. Made for tests and scripts, where the next step waits for what the chains have really done.
 */
export class Observation implements AsyncDisposable {
  readonly events: ObserverEvent[] = [];
  readonly #violations = new ViolationLog();
  readonly #timeline: TimelineBuilder;
  readonly #closing = new AbortController();
  readonly #listeners = new Set<() => void>();
  readonly #running: Promise<void>;
  #failure: { readonly error: unknown } | undefined;
  #ended = false;

  constructor(options: ObservationOptions) {
    this.#timeline = new TimelineBuilder(undefined, {
      ...(options.consumer === undefined && { watched: ["provider"] }),
      ...options.limits,
    });
    this.#running = this.#run(options);
  }

  /** What did not hold, each once: what goes on being wrong is not told again. */
  get violations(): readonly Violation[] {
    return this.#violations.all;
  }

  /** All that is known by now; later events do not change it. */
  get timeline(): Timeline {
    return this.#timeline.snapshot();
  }

  /**
   * The first event of this kind that matches, whether it was seen already or is still to come.
   * @throws POLL_TIMEOUT; what ended the observer, an AbortError where that was `close`
   */
  until<K extends Observed["kind"]>(
    kind: K,
    matches: (event: EventOf<K>) => boolean = () => true,
    options: WaitOptions = {},
  ): Promise<EventOf<K>> {
    const isWanted = (event: ObserverEvent): event is EventOf<K> => event.kind === kind && matches(event as EventOf<K>);
    return withDeadline(`the observer to see ${kind}`, options, async (signal) => {
      for (let next = 0; ; ) {
        const found = this.events.slice(next).find(isWanted);
        if (found !== undefined) return found;
        next = this.events.length;
        await this.#change(signal);
      }
    });
  }

  /** Stops observing. Idempotent. @throws what ended the observer before */
  async close(): Promise<void> {
    this.#closing.abort(new DOMException("The observation was closed", "AbortError"));
    await this.#running;
    if (this.#failure) throw this.#failure.error;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #run({
    onEvent,
    limits: _limits,
    store,
    invariants = allInvariants,
    ...rest
  }: ObservationOptions): Promise<void> {
    const options = { ...rest, signal: this.#closing.signal };
    try {
      for await (const event of store ? observeStored({ ...options, store }) : observeConsumer(options)) {
        this.#timeline.add(event);
        this.events.push(event);
        this.#violations.add(checkInvariants(invariants, this.#timeline.live, event));
        onEvent?.(event);
        this.#notify();
      }
    } catch (error) {
      if (!this.#closing.signal.aborted) this.#failure = { error };
    } finally {
      this.#ended = true;
      this.#notify();
    }
  }

  #notify(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  /** Resolves at the next event. */
  async #change(signal: AbortSignal): Promise<void> {
    if (this.#failure) throw this.#failure.error;
    if (this.#ended) throw new DOMException("The observation has ended", "AbortError");
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    this.#listeners.add(resolve);
    try {
      await promise;
    } finally {
      this.#listeners.delete(resolve);
      signal.removeEventListener("abort", onAbort);
    }
  }
}
