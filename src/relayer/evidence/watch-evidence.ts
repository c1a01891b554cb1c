import { type Block, eventAttribute } from "../../chain/block.ts";
import type { ChainConnection } from "../../chain/chain-connection.ts";
import { parseDuplicateVotes } from "../../chain/duplicate-votes.ts";
import type { TxSender } from "../../chain/tx-sender.ts";
import { type IcsError, isIcsError } from "../../errors.ts";
import { headerSource } from "../../ibc/header.ts";
import { clientHeaders } from "../../ibc/misbehaviour.ts";
import { type Logger, silentLogger } from "../../logger.ts";
import { LEFT_OUT_BEHIND } from "../block-distance.ts";
import { answered } from "./answered.ts";
import { committedHash, doubleVotes, upperHex } from "./evidence.ts";
import { type EvidenceCallbacks, EvidenceSubmitter } from "./evidence-submitter.ts";
import { clientTransactions, heightsWithEvidence, type IndexedTx, type PastOptions, timeOf } from "./past-evidence.ts";
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
      answered(provider.connection, this.#signal, () => provider.connection.latestHeight()),
      answered(consumer, this.#signal, () => consumer.latestHeight()),
    ]);
    this.#start(() => this.#readProvider(from?.provider ?? ofProvider + 1n));
    this.#start(() => this.#readConsumer(from?.consumer ?? ofConsumer + 1n));
    if (from === undefined) {
      this.#start(async () => this.#pastOfConsumer(await this.#lookback(consumer, ofConsumer)));
      this.#start(async () => this.#pastOfProvider(await this.#lookback(provider.connection, ofProvider)));
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

  #readConsumer(from: bigint): Promise<never> {
    const take = (block: Block): void => this.#takeVotes(block);
    return this.#read(this.#scene.consumer, from, take, (past) => this.#pastOfConsumer(past));
  }

  #readProvider(from: bigint): Promise<never> {
    const take = (block: Block): void => {
      this.#record.read(block);
      for (const { code, events, bytes, hash } of block.txs) {
        const isUpdate = ({ type, attributes }: Block["events"][number]): boolean =>
          (type === "update_client" || type === "client_misbehaviour") &&
          eventAttribute({ type, attributes }, "client_id") === this.#scene.clientId;
        if (code === 0 && events.some(isUpdate)) this.#takeUpdate({ bytes, hash, height: block.height });
      }
    };
    return this.#read(this.#scene.provider, from, take, (past) => this.#pastOfProvider(past));
  }

  /** Takes every block. What a node cannot tell is looked for as what was before the watch, and the rest is read on. */
  async #read(
    chain: ChainConnection,
    from: bigint,
    take: (block: Block) => void,
    lookAt: (past: PastOptions) => Promise<void>,
  ): Promise<never> {
    for (let next = from; ; ) {
      try {
        for await (const block of chain.blocks({ from: next, signal: this.#signal })) {
          take(block);
          next = block.height + 1n;
        }
      } catch (error) {
        const isLeftOut = isIcsError(error) && chain.knownHeight - next > LEFT_OUT_BEHIND;
        if (!isLeftOut || this.#signal.aborted || isIcsError(error, "RPC_HEIGHT_PRUNED")) throw error;
        const past = { to: chain.knownHeight, lowest: next, signal: this.#signal };
        this.#warn(`blocks ${past.lowest} to ${past.to} of ${chain.chainId} are looked at for evidence only`, error);
        this.#start(() => lookAt(past));
        next = past.to + 1n;
      }
    }
  }

  async #pastOfConsumer(past: PastOptions): Promise<void> {
    for await (const height of heightsWithEvidence(this.#scene.consumer, past)) {
      this.#start(() => this.#readVotes(height));
    }
  }

  /** Without the block's results, which may be too many for a node to tell. */
  async #readVotes(height: bigint): Promise<void> {
    const { comet, chainId, url } = this.#scene.consumer;
    try {
      const { block } = await answered(this.#scene.consumer, this.#signal, () => comet.block(Number(height)));
      this.#takeVotes({ height, duplicateVotes: parseDuplicateVotes(block.evidence, url) });
    } catch (error) {
      if (!isIcsError(error)) throw error;
      this.#warn(`the evidence in block ${height} of ${chainId} cannot be read`, error);
    }
  }

  async #pastOfProvider(past: PastOptions): Promise<void> {
    const { provider, clientId } = this.#scene;
    for (const eventType of ["client_misbehaviour", "update_client"] as const) {
      for await (const tx of clientTransactions(provider, eventType, clientId, past, this.#logger))
        this.#takeUpdate(tx);
    }
  }

  async #lookback(chain: ChainConnection, to: bigint): Promise<PastOptions> {
    const time = (await timeOf(chain, to, this.#signal)) ?? 0;
    const since = new Date(time - (this.#options.lookbackMs ?? TWO_DAYS_MS));
    return { to, since, signal: this.#signal };
  }

  #takeVotes({ height, duplicateVotes }: Pick<Block, "height" | "duplicateVotes">): void {
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
    const ask = () => headerSource(consumer).block(height);
    const block = await answered(consumer, this.#signal, ask).catch((error: unknown) => {
      if (!isIcsError(error, "RPC_QUERY_FAILED")) throw error;
      this.#warn(`a client update at height ${height} cannot be compared with the consumer's own header`, error);
      return undefined;
    });
    if (block === undefined) return;
    const genuineHash = upperHex(block.signedHeader.commit?.blockId.hash ?? new Uint8Array());
    const shown = committedHash(header);
    if (genuineHash === shown) return;
    await this.#submitter.submit({ kind: "conflictingHeader", height, hash: shown, genuineHash, header, txHash });
  }

  #warn(what: string, { message }: IcsError): void {
    this.#logger.warn(what, { consumerId: this.#scene.consumerId, error: message });
  }
}
