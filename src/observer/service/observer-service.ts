import type { ConsumerId } from "../../ccv/identifiers.ts";
import { type Logger, silentLogger } from "../../logger.ts";
import type { Invariant } from "../invariants/invariant.ts";
import type { ConsumerSource, ProviderSource } from "../sources.ts";
import type { FirstHeight } from "../start-height.ts";
import type { ObservationStore } from "../store/observation-store.ts";
import type { HealthLimits } from "../summary/judge-health.ts";
import type { TimelineLimits } from "../timeline-draft.ts";
import { ConsumerService, type ConsumerServiceOptions } from "./consumer-service.ts";
import { ObservedConsumer } from "./observed-consumer.ts";
import { shareBlocks } from "./share-blocks.ts";

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
export interface ObserverServiceOptions extends ConsumerServiceOptions {
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
  readonly logger?: Logger;
}

/**
 * Follows many consumers of one provider, each block of which is fetched and parsed once for all of them. What fails
 * for one consumer is told in its summary, and does not touch the others. Memory is bounded however long it runs.
 */
export class ObserverService extends ConsumerService<ObservedConsumer> {
  readonly #options: ObserverServiceOptions;
  readonly #provider: ProviderSource;

  constructor(options: ObserverServiceOptions) {
    const { provider } = options;
    super(provider.blocks.chainId, options);
    this.#options = options;
    this.#provider = { ...provider, blocks: shareBlocks(provider.blocks) };
    for (const consumer of options.consumers) this.follow(consumer);
  }

  /** Follows one more consumer; one that is followed already stays as it is. */
  follow(consumer: ServiceConsumer): ObservedConsumer {
    const { consumerId } = consumer;
    const known = this.consumer(consumerId);
    if (known) return known;
    const { logger = silentLogger, now = () => new Date() } = this.#options;
    return this.add(
      new ObservedConsumer({
        ...this.#options,
        ...consumer,
        provider: this.#provider,
        logger,
        now,
        signal: this.closing.signal,
        tell: (message) => this.tell({ ...message, consumerId }),
      }),
    );
  }
}

/** Starts to follow consumers. */
export function createObserverService(options: ObserverServiceOptions): ObserverService {
  return new ObserverService(options);
}
