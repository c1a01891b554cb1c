import { sleep } from "../../async/sleep.ts";
import type { ConsumerId } from "../../ccv/identifiers.ts";
import { MessageLog, type RecentOptions, type SubscribeOptions } from "./message-log.ts";
import type { ConsumerMessage, DroppedMessages, ObserverMessage } from "./observer-message.ts";

/** How often the health is looked at while no block tells anything. */
const HEALTH_CHECK_MS = 1_000;

/** What every service of consumers is told of itself. */
export interface ConsumerServiceOptions {
  /** Messages kept for subscribers that are behind; default 2,000. */
  readonly keepMessages?: number;
  /** Told of each message in order; nothing is read faster than it takes them. */
  readonly onMessage?: (message: ObserverMessage) => void | Promise<void>;
  readonly now?: () => Date;
  readonly signal?: AbortSignal;
}

/** A consumer of a service. */
interface Member {
  readonly consumerId: ConsumerId;
  readonly ended: Promise<void>;
  checkHealth(): Promise<void>;
}

/** Consumers side by side, what is told of them, and their end. */
export abstract class ConsumerService<C extends Member> implements AsyncDisposable {
  /** Tells this run's positions from those of another one. */
  readonly runId: string;
  readonly providerChainId: string;
  protected readonly closing = new AbortController();
  readonly #options: ConsumerServiceOptions;
  readonly #log: MessageLog;
  readonly #consumers = new Map<ConsumerId, C>();
  readonly #ticking: Promise<void>;
  #listenerFailure: { readonly error: unknown } | undefined;

  protected constructor(providerChainId: string, options: ConsumerServiceOptions) {
    const { now = () => new Date() } = options;
    this.#options = options;
    this.#log = new MessageLog(options.keepMessages ?? 2_000);
    this.providerChainId = providerChainId;
    this.runId = now().getTime().toString(36);
    options.signal?.addEventListener("abort", this.#onAbort, { once: true });
    if (options.signal?.aborted) this.#onAbort();
    this.#ticking = this.#tick();
  }

  /** Every consumer, in the order in which they came. */
  get consumers(): readonly C[] {
    return [...this.#consumers.values()];
  }

  consumer(consumerId: ConsumerId): C | undefined {
    return this.#consumers.get(consumerId);
  }

  /**
   * Every message after a position (default: the next one) as it comes, at the reader's pace. A reader who falls behind
   * what is kept gets a `dropped` in the place of what it missed. Ends with the service; `break` or the signal ends it.
   */
  events(options: SubscribeOptions = {}): AsyncGenerator<ObserverMessage | DroppedMessages> {
    return this.#log.subscribe(options);
  }

  /** The messages after a position that are kept, the oldest first; begins with a `dropped` where some are not. */
  recent(options: RecentOptions = {}): readonly (ObserverMessage | DroppedMessages)[] {
    return this.#log.recent(options);
  }

  /** Stops. Idempotent. Sources and stores stay the caller's to close. @throws what `onMessage` threw */
  async close(): Promise<void> {
    this.#onAbort();
    await Promise.all([this.#ticking, ...this.consumers.map(({ ended }) => ended)]);
    this.#log.close();
    if (this.#listenerFailure) throw this.#listenerFailure.error;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  protected add(consumer: C): C {
    this.#consumers.set(consumer.consumerId, consumer);
    return consumer;
  }

  /** Who cannot be told ends the service: going on would leave a gap in what it was told. */
  protected async tell(message: ConsumerMessage & { readonly consumerId: ConsumerId }): Promise<void> {
    const placed = this.#log.add(message);
    try {
      await this.#options.onMessage?.(placed);
    } catch (error) {
      this.#listenerFailure ??= { error };
      this.#onAbort();
    }
  }

  /** Clocks run on while nothing comes: clients expire, and chains halt. */
  async #tick(): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      await sleep(HEALTH_CHECK_MS, signal).catch(() => undefined);
      if (signal.aborted) return;
      for (const consumer of this.consumers) await consumer.checkHealth();
    }
  }

  readonly #onAbort = (): void => {
    this.#options.signal?.removeEventListener("abort", this.#onAbort);
    this.closing.abort(new DOMException("The observer service was closed", "AbortError"));
  };
}
