import type { EncodeObject } from "@cosmjs/proto-signing";
import { queryMaxBlockGas } from "../../chain/max-gas.ts";
import type { IncludedTx, SendOptions } from "../../chain/tx-sender.ts";
import { type IcsError, isIcsError } from "../../errors.ts";
import { retryDistance } from "../block-distance.ts";
import type { PathSide } from "../path-side.ts";
import type { RelayEnd } from "../relay-end.ts";
import { GasMeter } from "./gas.ts";
import { type FailureKind, failureKind } from "./relay-failure.ts";
import type { ChainClock, RelayItem } from "./relay-item.ts";
import type { RelayedChannel } from "./relayed-channel.ts";
import {
  areSameItems,
  type Batch,
  type BatchLimits,
  type ChannelItems,
  halved,
  nextItems,
  type Proven,
  prove,
  txBytes,
  withinBytes,
} from "./tx-batch.ts";

export type { LeaveOut, PacketItem, RelayItem } from "./relay-item.ts";

/** What a flow shares with the rest of its path. */
export interface FlowContext {
  readonly source: PathSide;
  readonly ends: Readonly<Record<"source" | "destination", RelayEnd>>;
  readonly channels: readonly RelayedChannel[];
  readonly limits: BatchLimits;
  readonly signal: AbortSignal;
  /** Blocks of either chain so far: what failed is tried again some beats later. */
  beat(): number;
  /** The destination's latest block that was read; undefined before the first. */
  destinationClock(): ChainClock | undefined;
  /** Resolves when a beat, an item or a reading of the state may have changed what there is to do. */
  news(): Promise<void>;
  /** Tells the others that there may be something to do. */
  tellNews(): void;
  onCarried(tx: IncludedTx, items: readonly RelayItem[]): void;
  onTrouble(error: IcsError, failures: number): void;
  onLost(channel: RelayedChannel, count: number): void;
}

/** Blocks within which a transaction must be included: one that a node has lost is sent again after them. */
const TIMEOUT_BLOCKS = 20;

/** Items that are being proven. */
interface Proving {
  readonly parts: readonly ChannelItems[];
  readonly proven: Promise<Proven>;
}

/** One direction of a path: carries what its channels have ready, one transaction after the other. */
export class PacketFlow {
  readonly #context: FlowContext;
  readonly #gas = new GasMeter();
  /** Transactions of this direction that failed in a row for a reason that is not a channel's. */
  #failures = 0;
  #heldUntil = 0;
  #maxMessages: number;
  #maxGas: Promise<number | undefined> | undefined;
  /** What of a channel could not be proven the last time, and how often in a row. */
  readonly #unprovable = new Map<RelayedChannel, { readonly key: string; readonly times: number }>();

  constructor(context: FlowContext) {
    this.#context = context;
    this.#maxMessages = context.limits.messages;
  }

  /** Ends by the signal only, or on what is no failure of a chain. */
  async run(): Promise<never> {
    for (;;) {
      const least = await this.#work();
      try {
        await this.#pass(least);
      } catch (error) {
        this.#context.signal.throwIfAborted();
        if (!isIcsError(error)) throw error;
        await this.#failedAsAWhole(error);
      }
    }
  }

  /** Waits until something is ready; gives the lowest height of the source from whose next header on it is provable. */
  async #work(): Promise<bigint> {
    for (;;) {
      this.#context.signal.throwIfAborted();
      const news = this.#context.news();
      this.#expire();
      const least = this.#heldUntil > this.#context.beat() ? undefined : this.#leastReady();
      if (least !== undefined) return least;
      await news;
    }
  }

  #leastReady(): bigint | undefined {
    const { channels, source } = this.#context;
    let least: bigint | undefined;
    for (const channel of channels) {
      const [first] = channel.ready(source, this.#context.beat());
      if (first && (least === undefined || first.height < least)) least = first.height;
    }
    return least;
  }

  #expire(): void {
    const clock = this.#context.destinationClock();
    if (clock === undefined) return;
    for (const channel of this.#context.channels) {
      const { timeouts, lost } = channel.expire(this.#context.source, clock);
      if (timeouts > 0) this.#context.tellNews();
      if (lost > 0) this.#context.onLost(channel, lost);
    }
  }

  async #pass(least: bigint): Promise<void> {
    const { ends, limits, signal } = this.#context;
    const { sender, client } = ends.destination;
    // Not below what the client trusts: there it may hold no consensus state to prove against.
    const from = least + 1n > client.trustedHeight ? least + 1n : client.trustedHeight;
    const { connection } = ends.source;
    // The state to be proven is there already, only the header that commits to it is not.
    const early = connection.knownHeight + 1n === from ? this.#prove(this.#ready(from), from) : undefined;
    early?.proven.catch(() => undefined); // Told where it is made use of.
    const headerHeight = await connection.waitForHeader(from, { signal });
    const parts = this.#ready(headerHeight);
    if (parts.length === 0) return;
    const isProven = early !== undefined && headerHeight === from && areSameItems(early.parts, parts);
    const [update, { batch, unproven }, maxGas] = await Promise.all([
      client.update(sender.address, headerHeight),
      (isProven ? early : this.#prove(parts, headerHeight)).proven,
      this.#blockGas(),
    ]);
    for (const [channel, error] of unproven) this.#unproven(channel, error);
    if (batch.messages.length === 0) return;
    const room = limits.bytes - txBytes(update);
    if (room < limits.bytes / 2 && update.length > 1) {
      await this.#updateOnly(update);
      return;
    }
    await this.#send(update, this.#withinGas(update, withinBytes(batch, room), maxGas), headerHeight);
  }

  #ready(headerHeight: bigint): readonly ChannelItems[] {
    return nextItems(this.#context.channels, this.#context.source, this.#context.beat(), headerHeight);
  }

  #prove(parts: readonly ChannelItems[], headerHeight: bigint): Proving {
    const { ends, source } = this.#context;
    const { connection } = ends.source;
    const by = { signer: ends.destination.sender.address, source, connection, headerHeight };
    return { parts, proven: prove(parts, this.#maxMessages, by) };
  }

  /** So many headers that no room is left for packets: the client goes on from what these make it trust. */
  async #updateOnly(update: readonly EncodeObject[]): Promise<void> {
    const { ends, limits } = this.#context;
    const { messages } = withinBytes({ parts: [], messages: update }, limits.bytes);
    const { gasUsed } = await ends.destination.sender.send(messages, this.#sendOptions(messages));
    this.#gas.succeeded(messages, gasUsed);
    await ends.destination.client.refresh();
  }

  /** A part of the block's gas, so that others have room beside it. */
  async #blockGas(): Promise<number | undefined> {
    this.#maxGas ??= queryMaxBlockGas(this.#context.ends.destination.connection).catch((error: unknown) => {
      // A chain without this query sets no bound that could be known; a silent node is asked again.
      if (!isIcsError(error, "RPC_QUERY_FAILED")) this.#maxGas = undefined;
      if (isIcsError(error)) return undefined;
      throw error;
    });
    const gas = await this.#maxGas;
    return gas === undefined ? undefined : 0.8 * gas;
  }

  #withinGas(update: readonly EncodeObject[], batch: Batch, maxGas: number | undefined): Batch {
    if (maxGas === undefined || batch.messages.length === 1) return batch;
    const fits = this.#gas.limit([...update, ...batch.messages]) <= maxGas;
    return fits ? batch : this.#withinGas(update, halved(batch), maxGas);
  }

  async #send(update: readonly EncodeObject[], batch: Batch, headerHeight: bigint): Promise<void> {
    const { ends, signal, source } = this.#context;
    const messages = [...update, ...batch.messages];
    try {
      const tx = await ends.destination.sender.send(messages, this.#sendOptions(messages));
      ends.destination.client.advanced(headerHeight);
      this.#gas.succeeded(messages, tx.gasUsed);
      for (const { channel, items } of batch.parts) channel.queues[source].succeeded(items);
      this.#failures = 0;
      this.#maxMessages = Math.min(this.#context.limits.messages, this.#maxMessages * 2);
      this.#context.onCarried(
        tx,
        batch.parts.flatMap(({ items }) => items),
      );
    } catch (error) {
      signal.throwIfAborted();
      if (!isIcsError(error)) throw error;
      const kind = this.#kindOf(error, batch);
      // A block that cannot be read may hold the transaction: what it did is read from the state.
      const isFateUnknown = isIcsError(error, "POLL_TIMEOUT");
      if (kind !== "messages" && kind !== "redundant" && !isFateUnknown) throw error;
      if (kind === "messages") await this.#messagesFailed(batch, error);
      for (const { channel } of batch.parts) channel.mustBeRead(this.#context.beat() + 1);
      this.#context.tellNews();
      if (isFateUnknown) throw error;
    }
  }

  #sendOptions(messages: readonly EncodeObject[]): SendOptions {
    const gas = this.#gas.isExhausted ? {} : { gas: this.#gas.limit(messages) };
    return { signal: this.#context.signal, timeoutBlocks: TIMEOUT_BLOCKS, ...gas };
  }

  /** What no more gas and no smaller transaction can help fails by its messages. */
  #kindOf(error: IcsError, { messages }: Batch): FailureKind {
    const kind = failureKind(error);
    const isMessages = kind === "gas" ? this.#gas.isExhausted : kind === "size" && messages.length === 1;
    return isMessages ? "messages" : kind;
  }

  /** Somebody else may have done it, and then the state will tell; else the one that fails is looked for. */
  async #messagesFailed({ parts }: Batch, error: IcsError): Promise<void> {
    let failures = 0;
    for (const { channel, items } of parts) {
      const queue = channel.queues[this.#context.source];
      if (parts.length > 1) queue.isAlone = true;
      else failures = queue.failed(items, this.#context.beat(), retryDistance);
    }
    await this.#refreshClient();
    this.#context.onTrouble(error, failures);
  }

  /** Somebody else has done it, mostly. A node that goes on lacking what the state's readings tell is another matter. */
  #unproven(channel: RelayedChannel, error: IcsError<"IBC_PROOF_MISSING">): void {
    const { key } = error.context;
    const before = this.#unprovable.get(channel);
    const times = before?.key === key ? before.times + 1 : 1;
    this.#unprovable.set(channel, { key, times });
    channel.mustBeRead(this.#context.beat() + retryDistance(times));
    this.#context.onTrouble(error, times > 1 ? times : 0);
    this.#context.tellNews();
  }

  /** Nothing of any channel can be carried for now. */
  async #failedAsAWhole(error: IcsError): Promise<void> {
    const kind = failureKind(error);
    this.#failures += 1;
    if (kind === "gas") this.#gas.tooLow();
    if (kind === "size") {
      this.#maxMessages = Math.max(1, Math.floor(this.#maxMessages / 2));
      this.#maxGas = undefined; // It may have been lowered.
    }
    const isAtOnce = (kind === "gas" || kind === "size") && this.#failures <= 10;
    if (!isAtOnce) this.#heldUntil = this.#context.beat() + retryDistance(this.#failures);
    this.#context.onTrouble(error, this.#failures);
    // A transaction that no block tells may have brought the client forward.
    const isClientDoubtful = kind === "client" || kind === "stale" || isIcsError(error, "POLL_TIMEOUT");
    if (isClientDoubtful) await this.#refreshClient();
  }

  /** Somebody else may have brought the client forward, or governance have replaced it. */
  async #refreshClient(): Promise<void> {
    try {
      await this.#context.ends.destination.client.refresh();
    } catch (error) {
      if (!isIcsError(error)) throw error;
      this.#context.onTrouble(error, 0);
    }
  }
}
