import type { Block } from "../../chain/block.ts";
import { eventAttribute } from "../../chain/block.ts";
import type { ChainConnection } from "../../chain/chain-connection.ts";
import type { TxSender } from "../../chain/tx-sender.ts";
import { isIcsError } from "../../errors.ts";
import { headerSource } from "../../ibc/header.ts";
import { clientHeaders } from "../../ibc/misbehaviour.ts";
import { type Logger, silentLogger } from "../../logger.ts";
import { committedHash, doubleVotes, upperHex } from "./evidence.ts";
import { type EvidenceCallbacks, EvidenceSubmitter } from "./evidence-submitter.ts";
import { clientTransactions, heightsWithEvidence, type IndexedTx, type PastOptions } from "./past-evidence.ts";
import type { EvidenceScene } from "./prove-evidence.ts";
import { EvidenceRecord } from "./submitted-evidence.ts";

/** What is watched, and who pays. */
export interface WatchConsumerEvidenceOptions extends EvidenceCallbacks {
  /** The sender's registry needs the provider's messages: `createProviderRegistry()`. */
  readonly provider: { readonly connection: ChainConnection; readonly sender: TxSender };
  readonly consumer: ChainConnection;
  readonly consumerId: string;
  /** The provider's client of the consumer. */
  readonly clientId: string;
  /** First heights that are read. Default: both chains' next ones, and beside it what `lookbackMs` says. */
  readonly from?: { readonly provider: bigint; readonly consumer: bigint };
  /**
   * How far back is looked for what was missed while nobody watched. Default 48 hours, for which CometBFT takes
   * evidence unless a chain has it otherwise. Not used with `from`.
   */
  readonly lookbackMs?: number;
  /** Ends the watch; the promise then resolves. */
  readonly signal: AbortSignal;
  readonly logger?: Logger;
}

const TWO_DAYS_MS = 48 * 60 * 60 * 1000;

/**
 * Finds what a consumer's validators do wrong, and has the provider punish it: double votes, whose proof is in the
 * consumer's blocks, and headers that the provider's client of the consumer was shown and that the consumer does not
 * have. Such a client is frozen too. All that is known is on the chains: a watch can end and begin anew at any point,
 * and several may run. Resolves when the signal aborts.
 * @throws RPC_HEIGHT_PRUNED, or what else a chain's blocks cannot be read for
 */
export async function watchConsumerEvidence(options: WatchConsumerEvidenceOptions): Promise<void> {
  const ending = new AbortController();
  const signal = AbortSignal.any([options.signal, ending.signal]);
  const watch = new Watch(options, signal, (error) => ending.abort(error));
  try {
    await watch.run();
  } catch (error) {
    if (!options.signal.aborted) throw error;
  } finally {
    ending.abort(new DOMException("The watch has ended", "AbortError"));
    await watch.ended();
  }
}

class Watch {
  readonly #options: WatchConsumerEvidenceOptions;
  readonly #scene: EvidenceScene;
  readonly #signal: AbortSignal;
  readonly #logger: Logger;
  readonly #record: EvidenceRecord;
  readonly #submitter: EvidenceSubmitter;
  readonly #fail: (error: unknown) => void;
  readonly #tasks = new Set<Promise<void>>();

  constructor(options: WatchConsumerEvidenceOptions, signal: AbortSignal, fail: (error: unknown) => void) {
    const { provider, consumer, consumerId, clientId, logger = silentLogger } = options;
    const { onEvidence, onSubmitted, onNotSubmitted } = options;
    const scene = { provider: provider.connection, consumer, consumerId, clientId };
    const record = new EvidenceRecord(provider.connection, consumerId, logger);
    this.#options = options;
    this.#scene = scene;
    this.#signal = signal;
    this.#logger = logger;
    this.#fail = fail;
    this.#record = record;
    const { sender } = provider;
    const callbacks = { onEvidence, onSubmitted, onNotSubmitted };
    this.#submitter = new EvidenceSubmitter({ scene, sender, record, signal, logger, ...callbacks });
  }

  async run(): Promise<void> {
    const { from, provider, consumer } = this.#options;
    const [ofProvider, ofConsumer] = await Promise.all([
      this.#answered(provider.connection, () => provider.connection.latestHeight()),
      this.#answered(consumer, () => consumer.latestHeight()),
    ]);
    this.#start(() => this.#readProvider(from?.provider ?? ofProvider + 1n));
    this.#start(() => this.#readConsumer(from?.consumer ?? ofConsumer + 1n));
    if (from === undefined) {
      this.#start(() => this.#answered(consumer, () => this.#pastOfConsumer(ofConsumer)));
      this.#start(() => this.#answered(provider.connection, () => this.#pastOfProvider(ofProvider)));
    }
    const { promise, reject } = Promise.withResolvers<never>();
    this.#signal.addEventListener("abort", () => reject(this.#signal.reason), { once: true });
    if (this.#signal.aborted) reject(this.#signal.reason);
    await promise;
  }

  /** Resolves once nothing is at work any more. */
  async ended(): Promise<void> {
    await Promise.all(this.#tasks);
  }

  /** Does something beside the rest; its failure ends the watch. */
  #start(work: () => Promise<void>): void {
    const task = work()
      .catch(this.#fail)
      .finally(() => this.#tasks.delete(task));
    this.#tasks.add(task);
  }

  async #readConsumer(from: bigint): Promise<void> {
    for await (const block of this.#scene.consumer.blocks({ from, signal: this.#signal })) this.#takeVotes(block);
  }

  async #readProvider(from: bigint): Promise<void> {
    for await (const block of this.#scene.provider.blocks({ from, signal: this.#signal })) {
      this.#record.read(block);
      for (const { code, events, bytes, hash } of block.txs) {
        const isUpdate = ({ type, attributes }: Block["events"][number]): boolean =>
          (type === "update_client" || type === "client_misbehaviour") &&
          eventAttribute({ type, attributes }, "client_id") === this.#scene.clientId;
        if (code === 0 && events.some(isUpdate)) this.#takeUpdate({ bytes, hash, height: block.height });
      }
    }
  }

  async #pastOfConsumer(to: bigint): Promise<void> {
    const { consumer } = this.#scene;
    const past = await this.#pastOptions(consumer, to);
    for await (const height of heightsWithEvidence(consumer, past)) {
      this.#takeVotes(await consumer.block(height, { signal: this.#signal }));
    }
  }

  async #pastOfProvider(to: bigint): Promise<void> {
    const { provider, clientId } = this.#scene;
    const past = await this.#pastOptions(provider, to);
    for (const eventType of ["client_misbehaviour", "update_client"] as const) {
      for await (const tx of clientTransactions(provider, eventType, clientId, past, this.#logger))
        this.#takeUpdate(tx);
    }
  }

  async #pastOptions(chain: ChainConnection, to: bigint): Promise<PastOptions> {
    const { time } = await chain.block(to, { signal: this.#signal });
    return { to, since: new Date(time.getTime() - (this.#options.lookbackMs ?? TWO_DAYS_MS)), signal: this.#signal };
  }

  #takeVotes({ height, duplicateVotes }: Block): void {
    for (const vote of doubleVotes(height, duplicateVotes)) this.#start(() => this.#submitter.submit(vote));
  }

  /** A header may be of a height that the consumer has yet to reach: nothing waits for that one. */
  #takeUpdate({ bytes, hash }: IndexedTx): void {
    for (const header of clientHeaders(bytes, this.#scene.clientId)) {
      this.#start(() => this.#check(header, hash));
    }
  }

  async #check(header: ReturnType<typeof clientHeaders>[number], txHash: string): Promise<void> {
    const { consumer } = this.#scene;
    const height = header.signedHeader?.header?.height ?? 0n;
    await consumer.waitForHeight(height, { signal: this.#signal });
    const block = await this.#answered(consumer, () => headerSource(consumer).block(height)).catch((error: unknown) => {
      if (!isIcsError(error, "RPC_QUERY_FAILED")) throw error;
      const fields = { consumerId: this.#scene.consumerId, height, error: error.message };
      this.#logger.warn("a client update cannot be compared with the consumer's own header", fields);
      return undefined;
    });
    if (block === undefined) return;
    const genuineHash = upperHex(block.signedHeader.commit?.blockId.hash ?? new Uint8Array());
    const shown = committedHash(header);
    if (genuineHash === shown) return;
    await this.#submitter.submit({ kind: "conflictingHeader", height, hash: shown, genuineHash, header, txHash });
  }

  /** Asks again with each block for as long as the node does not answer. */
  async #answered<T>(chain: ChainConnection, ask: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        this.#signal.throwIfAborted();
        if (!isIcsError(error, "RPC_UNREACHABLE")) throw error;
        await chain.waitForHeight(chain.knownHeight + 1n, { signal: this.#signal });
      }
    }
  }
}
