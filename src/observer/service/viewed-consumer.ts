import { sleep } from "../../async/sleep.ts";
import { errorMessage } from "../../errors.ts";
import type { Logger } from "../../logger.ts";
import type { ObserverCursor } from "../cursor.ts";
import type { ChainRole } from "../observer-event.ts";
import type { ObservationStore, Subject } from "../store/observation-store.ts";
import type { ConsumerRecordOptions } from "./consumer-record.ts";
import { RecordedConsumer } from "./recorded-consumer.ts";

/** What one consumer of a store is read with. */
export interface ViewedConsumerOptions extends Omit<ConsumerRecordOptions, "consumerId"> {
  readonly store: ObservationStore;
  readonly subject: Subject;
  readonly readEveryMs: number;
  readonly liveSeconds: number;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

const roles: readonly ChainRole[] = ["provider", "consumer"];

/** One consumer whose history another process writes. */
export class ViewedConsumer extends RecordedConsumer {
  /** Resolves once it is read no more: the signal ends it. */
  readonly ended: Promise<void>;
  readonly #options: ViewedConsumerOptions;
  #position = 0;
  /** Up to here events were told, or were there before. */
  #known = 0;
  #seesConsumer: boolean | undefined;

  constructor(options: ViewedConsumerOptions) {
    super({ ...options, consumerId: options.subject.consumerId });
    this.#options = options;
    this.ended = this.#run();
  }

  async #run(): Promise<void> {
    const { signal, readEveryMs, tell, logger } = this.#options;
    for (let isNews = false; !signal.aborted; isNews = true) {
      try {
        await this.#read(isNews);
        this.record.failure = undefined;
        await this.checkHealth();
      } catch (error) {
        if (signal.aborted) return;
        if (this.record.failure === undefined) {
          logger.warn("a history cannot be read", { consumerId: this.consumerId, error: errorMessage(error) });
          this.record.failure = error;
          await tell({ type: "failure", error, isRetried: true });
        }
        await this.checkHealth();
      }
      await sleep(readEveryMs, signal).catch(() => undefined);
    }
  }

  /** The cursor first: events behind it may be seen early, never late. */
  async #read(isNews: boolean): Promise<void> {
    const { store, subject, signal } = this.#options;
    const cursor = await store.cursor(subject);
    const seesConsumer = cursor?.consumer !== undefined;
    if (seesConsumer !== this.#seesConsumer) {
      this.#seesConsumer = seesConsumer;
      this.record.restart(seesConsumer ? roles : ["provider"]);
      this.#position = 0;
    }
    const known = this.#known;
    for await (const { event, position } of store.events(subject, { after: this.#position })) {
      signal.throwIfAborted();
      await this.record.take(event, isNews && position > known);
      this.#position = position;
    }
    this.#known = this.#position;
    this.#progress(cursor);
  }

  /**
   * A block is live where it came young; history that its writer still reads, or that nobody writes, is only stored: what
   * is now cannot be told from it.
   */
  #progress(cursor: ObserverCursor | undefined): void {
    const { now, liveSeconds } = this.#options;
    const before = { ...this.record.progress };
    this.record.resume(cursor);
    this.record.chainId ??= cursor?.consumer?.chainId;
    for (const role of roles) {
      const at = this.record.progress[role];
      if (at === undefined) continue;
      const { isStored, ...live } = at;
      const seenAt = before[role]?.height === at.height ? before[role]?.seenAt : now();
      const isLive = now().getTime() - at.time.getTime() <= liveSeconds * 1000;
      if (isLive && seenAt) this.record.progress[role] = { ...live, seenAt };
    }
  }
}
