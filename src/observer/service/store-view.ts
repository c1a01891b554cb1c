import { sleep } from "../../async/sleep.ts";
import type { ConsumerId } from "../../ccv/identifiers.ts";
import { errorMessage, IcsError } from "../../errors.ts";
import { type Logger, silentLogger } from "../../logger.ts";
import type { ObservationStore, Subject } from "../store/observation-store.ts";
import type { ConsumerRecordOptions } from "./consumer-record.ts";
import { ConsumerService, type ConsumerServiceOptions } from "./consumer-service.ts";
import { ViewedConsumer } from "./viewed-consumer.ts";

/** What is read of a store, and how often. */
export interface StoreViewOptions
  extends ConsumerServiceOptions,
    Pick<ConsumerRecordOptions, "limits" | "invariants" | "health"> {
  /** Stays the caller's to close. Others write to it meanwhile. */
  readonly store: ObservationStore;
  /** Needed where the store holds consumers of several providers. */
  readonly providerChainId?: string | undefined;
  /** Default: every consumer in the store, those that come later included. */
  readonly consumerIds?: readonly ConsumerId[];
  /** Milliseconds between two readings; default 500. */
  readonly readEveryMs?: number;
  /** Age of a chain's last block up to which the chain counts as followed live; default 60. */
  readonly liveSeconds?: number;
  readonly logger?: Logger;
}

/**
 * What a store holds, as it grows: for a page, an API and metrics over all that other processes observe, any number of
 * workers among them. It asks no chain and writes nothing.
 */
export class StoreView extends ConsumerService<ViewedConsumer> {
  readonly #options: StoreViewOptions;
  readonly #discovering: Promise<void>;

  /** Use `createStoreView`. */
  constructor(providerChainId: string, subjects: readonly Subject[], options: StoreViewOptions) {
    super(providerChainId, options);
    this.#options = options;
    for (const subject of subjects) this.#view(subject);
    // One that nobody follows yet is unknown, not absent: silence must not look like health.
    for (const consumerId of options.consumerIds ?? []) this.#view({ providerChainId, consumerId });
    this.#discovering = this.#discover();
  }

  override async close(): Promise<void> {
    await super.close();
    await this.#discovering;
  }

  #view(subject: Subject): void {
    const { consumerIds } = this.#options;
    const { consumerId, providerChainId } = subject;
    if (providerChainId !== this.providerChainId || this.consumer(consumerId)) return;
    if (consumerIds !== undefined && !consumerIds.includes(consumerId)) return;
    const { store, limits, invariants, health } = this.#options;
    const { readEveryMs = 500, liveSeconds = 60, logger = silentLogger, now = () => new Date() } = this.#options;
    this.add(
      new ViewedConsumer({
        ...{ store, subject, limits, invariants, health, readEveryMs, liveSeconds, logger, now },
        signal: this.closing.signal,
        tell: (message) => this.tell({ ...message, consumerId }),
      }),
    );
  }

  async #discover(): Promise<void> {
    const { store, readEveryMs = 500, logger = silentLogger } = this.#options;
    const { signal } = this.closing;
    while (!signal.aborted) {
      await sleep(readEveryMs, signal).catch(() => undefined);
      if (signal.aborted) return;
      try {
        for (const subject of await store.subjects()) this.#view(subject);
      } catch (error) {
        // Each consumer tells of its own that the store cannot be read.
        logger.debug("the list of histories cannot be read", { error: errorMessage(error) });
      }
    }
  }
}

/**
 * Reads a store that others write to. Resolves at once; summaries are `unknown` until the first reading is done.
 * @throws CONFIG_INVALID where the store holds nothing of this provider, or several providers and none was named;
 * OBSERVER_STORE_FAILED
 */
export async function createStoreView(options: StoreViewOptions): Promise<StoreView> {
  const subjects = await options.store.subjects();
  const providers = [...new Set(subjects.map(({ providerChainId }) => providerChainId))];
  const wanted = options.providerChainId;
  const [only] = providers;
  if (wanted === undefined && only !== undefined && providers.length === 1)
    return new StoreView(only, subjects, options);
  if (wanted !== undefined && providers.includes(wanted)) return new StoreView(wanted, subjects, options);
  const held = providers.length === 0 ? "no history" : `histories of ${providers.join(", ")}`;
  const problems = [
    {
      name: "providerChainId",
      got: wanted ?? "nothing",
      wanted: providers.join(" or ") || "a store in which something was observed",
    },
  ];
  throw new IcsError(
    "CONFIG_INVALID",
    `The store holds ${held}: ${wanted === undefined ? "which provider's is meant is not clear" : `none of ${wanted}`}\n${
      providers.length === 0 ? "Observe into it first." : `Name one of ${providers.join(", ")}.`
    }`,
    { problems },
  );
}
