import {
  type ConsumerEvidence,
  type EvidenceNotSubmitted,
  type SubmittedEvidence,
  watchConsumerEvidence,
} from "../../src/index.ts";
import type { Testnet, TestnetConsumer } from "../../testnet/index.ts";

/** A watch of one consumer's evidence, and what it told so far. */
export class EvidenceWatch {
  readonly found: ConsumerEvidence[] = [];
  readonly submitted: SubmittedEvidence[] = [];
  readonly left: EvidenceNotSubmitted[] = [];
  readonly #stopping = new AbortController();
  readonly #done: Promise<void>;
  #news = Promise.withResolvers<void>();

  private constructor(run: (watch: EvidenceWatch, signal: AbortSignal) => Promise<void>) {
    this.#done = run(this, this.#stopping.signal);
    this.#done.catch((error: unknown) => this.#news.reject(error)); // Told by `until` and `stop`.
    this.#news.promise.catch(() => undefined);
  }

  /** Begins a watch that an account of the testnet pays for. */
  static async start(net: Testnet, consumer: TestnetConsumer, accountName: string): Promise<EvidenceWatch> {
    const { sender } = await net.provider.client(accountName);
    const { consumerId } = consumer;
    const { clientId } = await net.provider.queries.consumerChain(consumerId);
    return new EvidenceWatch((watch, signal) =>
      watchConsumerEvidence({
        provider: { connection: net.provider.connection, sender },
        consumer: consumer.connection,
        consumerId,
        clientId,
        signal,
        onEvidence: (evidence) => watch.#tell(watch.found, evidence),
        onSubmitted: (submitted) => watch.#tell(watch.submitted, submitted),
        onNotSubmitted: (left) => watch.#tell(watch.left, left),
      }),
    );
  }

  /** Resolves once what was told meets the condition. @throws what ended the watch */
  async until(isMet: (watch: EvidenceWatch) => boolean): Promise<void> {
    while (!isMet(this)) await this.#news.promise;
  }

  /** Resolves once this many actions are settled, one way or the other. */
  settled(count: number): Promise<void> {
    return this.until(({ submitted, left }) => submitted.length + left.length >= count);
  }

  /** @throws what ended the watch before */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#done;
  }

  #tell<T>(list: T[], item: T): void {
    list.push(item);
    const { resolve } = this.#news;
    this.#news = Promise.withResolvers();
    this.#news.promise.catch(() => undefined);
    resolve();
  }
}
