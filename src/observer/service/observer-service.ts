import { sleep } from "../../async/sleep.ts";
import type { ConsumerId } from "../../ccv/identifiers.ts";
import { type Logger, silentLogger } from "../../logger.ts";
import type { Invariant } from "../invariants/invariant.ts";
import type { ConsumerSource, ProviderSource } from "../sources.ts";
import type { FirstHeight } from "../start-height.ts";
import type { ObservationStore } from "../store/observation-store.ts";
import type { HealthLimits } from "../summary/judge-health.ts";
import type { TimelineLimits } from "../timeline-draft.ts";
import { MessageLog, type RecentOptions, type SubscribeOptions } from "./message-log.ts";
import { ObservedConsumer } from "./observed-consumer.ts";
import type { DroppedMessages, ObserverMessage } from "./observer-message.ts";
import { shareBlocks } from "./share-blocks.ts";

/** How often the health is looked at while no block tells anything. */
const HEALTH_CHECK_MS = 1_000;

/** A consumer to follow. */
export interface ServiceConsumer {
  readonly consumerId: ConsumerId;
  /** A promise where its chain starts later; absent where no node of it is known: then only the provider's side is seen. */
  readonly source?: ConsumerSource | Promise<ConsumerSource>;
  readonly chainId?: string;
  /** What its owner calls it. */
  readonly name?: string;
}

/** What a service follows, and how. */
export interface ObserverServiceOptions {
  readonly provider: ProviderSource;
  readonly consumers: readonly ServiceConsumer[];
  /** Keeps what is seen, and begins with what it holds of each consumer; stays the caller's to close. */
  readonly store?: ObservationStore;
  /** Where to begin with a consumer of which the store holds nothing; default 1, the first block. */
  readonly from?: { readonly provider?: FirstHeight; readonly consumer?: FirstHeight };
  /** What each timeline forgets; default all but the last 500 packets and the last 500 entries of each list. */
  readonly limits?: Pick<TimelineLimits, "keepPackets" | "keepEntries">;
  /** Reads each chain's state beside its events after every so many blocks, and once at the tip; default 20. */
  readonly stateEveryBlocks?: bigint;
  readonly stallCheckMs?: number;
  /** What must hold; default `allInvariants`. */
  readonly invariants?: readonly Invariant[];
  readonly health?: HealthLimits;
  /** Messages kept for subscribers that are behind; default 2,000. */
  readonly keepMessages?: number;
  /** Told of each message in order; blocks are read no faster than it takes them. */
  readonly onMessage?: (message: ObserverMessage) => void | Promise<void>;
  readonly logger?: Logger;
  readonly now?: () => Date;
  readonly signal?: AbortSignal;
}

/**
 * Follows many consumers of one provider, each block of which is fetched and parsed once for all of them. What fails
 * for one consumer is told in its summary, and does not touch the others. Memory is bounded however long it runs.
 */
export class ObserverService implements AsyncDisposable {
  /** Tells this run's positions from those of another one. */
  readonly runId: string;
  readonly providerChainId: string;
  readonly #options: ObserverServiceOptions;
  readonly #provider: ProviderSource;
  readonly #log: MessageLog;
  readonly #closing = new AbortController();
  readonly #consumers = new Map<ConsumerId, ObservedConsumer>();
  readonly #ticking: Promise<void>;
  #listenerFailure: { readonly error: unknown } | undefined;

  constructor(options: ObserverServiceOptions) {
    const { provider, now = () => new Date() } = options;
    this.#options = options;
    this.#provider = { ...provider, blocks: shareBlocks(provider.blocks) };
    this.#log = new MessageLog(options.keepMessages ?? 2_000);
    this.providerChainId = provider.blocks.chainId;
    this.runId = now().getTime().toString(36);
    options.signal?.addEventListener("abort", this.#onAbort, { once: true });
    if (options.signal?.aborted) this.#onAbort();
    for (const consumer of options.consumers) this.follow(consumer);
    this.#ticking = this.#tick();
  }

  /** Every consumer that is followed, in the order in which they were given. */
  get consumers(): readonly ObservedConsumer[] {
    return [...this.#consumers.values()];
  }

  consumer(consumerId: ConsumerId): ObservedConsumer | undefined {
    return this.#consumers.get(consumerId);
  }

  /** Follows one more consumer; one that is followed already stays as it is. */
  follow(consumer: ServiceConsumer): ObservedConsumer {
    const known = this.#consumers.get(consumer.consumerId);
    if (known) return known;
    const { logger = silentLogger, now = () => new Date() } = this.#options;
    const added = new ObservedConsumer({
      ...this.#options,
      ...consumer,
      provider: this.#provider,
      logger,
      now,
      signal: this.#closing.signal,
      tell: async (message) => {
        const placed = this.#log.add({ ...message, consumerId: consumer.consumerId });
        await this.#hand(placed);
      },
    });
    this.#consumers.set(consumer.consumerId, added);
    return added;
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

  /** Stops following. Idempotent. Sources and store stay the caller's to close. @throws what `onMessage` threw */
  async close(): Promise<void> {
    this.#onAbort();
    await Promise.all([this.#ticking, ...this.consumers.map(({ ended }) => ended)]);
    this.#log.close();
    if (this.#listenerFailure) throw this.#listenerFailure.error;
  }

  /** Who cannot be told ends the service: going on would leave a gap in what it was told. */
  async #hand(message: ObserverMessage): Promise<void> {
    try {
      await this.#options.onMessage?.(message);
    } catch (error) {
      this.#listenerFailure ??= { error };
      this.#onAbort();
    }
  }

  /** Clocks run on while nothing comes: clients expire, and chains halt. */
  async #tick(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await sleep(HEALTH_CHECK_MS, signal).catch(() => undefined);
      if (signal.aborted) return;
      for (const consumer of this.consumers) await consumer.checkHealth();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  readonly #onAbort = (): void => {
    this.#options.signal?.removeEventListener("abort", this.#onAbort);
    this.#closing.abort(new DOMException("The observer service was closed", "AbortError"));
  };
}

/** Starts to follow consumers. */
export function createObserverService(options: ObserverServiceOptions): ObserverService {
  return new ObserverService(options);
}
