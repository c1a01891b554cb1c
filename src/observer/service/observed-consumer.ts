import { sleep } from "../../async/sleep.ts";
import { errorMessage, isIcsError } from "../../errors.ts";
import type { Logger } from "../../logger.ts";
import type { ObserverCursor } from "../cursor.ts";
import { type ObservedBlock, observeBlocks } from "../observe.ts";
import type { ChainRole } from "../observer-event.ts";
import type { ConsumerSource, ProviderSource } from "../sources.ts";
import type { ObservationStore } from "../store/observation-store.ts";
import type { ConsumerMessage } from "./observer-message.ts";
import type { ObserverServiceOptions, ServiceConsumer } from "./observer-service.ts";
import { RecordedConsumer } from "./recorded-consumer.ts";

/** What one consumer is followed with. */
export interface ObservedConsumerOptions extends Omit<ObserverServiceOptions, "consumers">, ServiceConsumer {
  readonly provider: ProviderSource;
  readonly logger: Logger;
  readonly now: () => Date;
  readonly signal: AbortSignal;
  readonly tell: (message: ConsumerMessage) => Promise<void>;
}

const SHORTEST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** One consumer of a service. */
export class ObservedConsumer extends RecordedConsumer {
  readonly name: string | undefined;
  /** Resolves once it is followed no more, whatever ended it. */
  readonly ended: Promise<void>;
  readonly #options: ObservedConsumerOptions;
  #cursor: ObserverCursor | undefined;

  constructor(options: ObservedConsumerOptions) {
    super({ ...options, ...(options.source === undefined && { watched: ["provider"] }) });
    this.name = options.name;
    this.#options = options;
    this.ended = this.#run();
  }

  /** As its owner told, or its node; undefined while neither did. */
  get chainId(): string | undefined {
    return this.record.chainId;
  }

  async #run(): Promise<void> {
    const { signal, logger } = this.#options;
    for (let pauseMs = SHORTEST_PAUSE_MS; !signal.aborted; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      const before = this.record.eventCount;
      const error = await this.#follow().then(
        () => undefined,
        (reason: unknown) => ({ reason }),
      );
      if (error === undefined || signal.aborted) return;
      const isRetried = isIcsError(error.reason) && error.reason.retryable;
      logger.warn("a consumer is observed no more", {
        consumerId: this.consumerId,
        error: errorMessage(error.reason),
        isRetried,
      });
      await this.#fail(error.reason, isRetried);
      if (!isRetried) return;
      if (this.record.eventCount > before) pauseMs = SHORTEST_PAUSE_MS;
      await sleep(pauseMs, signal).catch(() => undefined);
    }
  }

  async #fail(error: unknown, isRetried: boolean): Promise<void> {
    this.record.failure = error;
    await this.#options.tell({ type: "failure", error, isRetried });
    await this.checkHealth();
  }

  async #follow(): Promise<void> {
    const { provider, store, from, stateEveryBlocks = 20n, stallCheckMs, signal } = this.#options;
    const consumer = this.#options.source && this.#attach(this.#options.source);
    if (store) await this.#replay(store);
    const subject = this.#subject();
    const blocks = observeBlocks({
      consumerId: this.consumerId,
      provider,
      ...(consumer && { consumer }),
      ...(from && { from }),
      cursor: this.#cursor,
      stateEveryBlocks,
      stateAtTip: true,
      stallCheckMs,
      signal,
    });
    for await (const block of blocks) {
      if (store) await store.append(subject, block);
      await this.#take(block);
    }
  }

  /** The source, once there is one; its failure is seen where its blocks are asked for. */
  #attach(source: ConsumerSource | Promise<ConsumerSource>): Promise<ConsumerSource> {
    const attached = Promise.resolve(source);
    attached.then(
      ({ blocks }) => {
        this.record.chainId = blocks.chainId;
      },
      () => undefined,
    );
    return attached;
  }

  /** Begins with what is stored; after a failure what was stored and not taken in is told. */
  async #replay(store: ObservationStore): Promise<void> {
    const { signal } = this.#options;
    const taken = this.record.eventCount;
    const known = this.#cursor === undefined && taken === 0 ? Number.POSITIVE_INFINITY : taken;
    await store.claim?.(this.#subject());
    this.#cursor = await store.cursor(this.#subject());
    this.record.restart();
    for await (const { event } of store.events(this.#subject())) {
      signal.throwIfAborted();
      await this.record.take(event, this.record.eventCount >= known);
    }
    this.record.resume(this.#cursor);
  }

  async #take(block: ObservedBlock): Promise<void> {
    const { chain, cursor, events, time, tip } = block;
    const record = this.record;
    record.failure = undefined;
    this.#cursor = { ...this.#cursor, consumerId: this.consumerId, [chain]: cursor };
    record.removalTime = this.#cursor.provider?.phase.last?.removalTime;
    for (const event of events) await record.take(event, true);
    const wasCaughtUp = this.#isCaughtUp(chain);
    const { chainId, height } = cursor;
    if (time) record.progress[chain] = { chainId, height, time, seenAt: this.#options.now(), ...(tip && { tip }) };
    const isNews = events.length > 0 || !wasCaughtUp;
    if (isNews && this.#isCaughtUp("provider") && this.#isCaughtUp(chain)) await this.checkHealth();
  }

  #isCaughtUp(role: ChainRole): boolean {
    const progress = this.record.progress[role];
    return progress !== undefined && !progress.isStored && progress.height >= (progress.tip ?? 0n);
  }

  #subject() {
    return { providerChainId: this.#options.provider.blocks.chainId, consumerId: this.consumerId };
  }
}
