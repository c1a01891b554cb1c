import { QueryClient, setupIbcExtension } from "@cosmjs/stargate";
import type { IncludedTx } from "../chain/tx-sender.ts";
import { type IcsError, isIcsError } from "../errors.ts";
import { type Logger, silentLogger } from "../logger.ts";
import type { ChannelPair } from "./handshake.ts";
import { type RelayItem, relayItems, relayPass, type SourceChannel } from "./packet-flow.ts";
import type { RelayEnd } from "./relay-end.ts";
import type { RelayPath } from "./relay-path.ts";

/** How packets are relayed. */
export interface RelayPacketsOptions {
  /** First height of each chain whose packets and acknowledgements are carried. */
  readonly from: { readonly provider: bigint; readonly consumer: bigint };
  /** Ends the relaying; what is on its way then is either included or expires. */
  readonly signal: AbortSignal;
  readonly onRelayed?: (relayed: Relayed) => void;
  readonly logger?: Logger;
}

/** One transaction that carried packets or acknowledgements. */
export interface Relayed {
  readonly tx: IncludedTx;
  readonly items: readonly RelayItem[];
}

/**
 * Failures in a row, with nothing carried in between, after which relaying ends with the last error. A node that does
 * not answer is no failure: what waits is carried when it is back.
 */
const FAILURES_IN_A_ROW = 5;

/**
 * Carries packets and acknowledgements of these channels both ways, strictly in the order in which the chains made
 * them, until the signal aborts. What somebody else has carried already is left out.
 * @throws the last error, once several in a row could not be overcome
 */
export async function relayPackets(
  path: RelayPath,
  channels: readonly ChannelPair[],
  options: RelayPacketsOptions,
): Promise<void> {
  const ending = new AbortController();
  const signal = AbortSignal.any([options.signal, ending.signal]);
  const onProvider = channels.map((pair) => ({ portId: pair.portIdOnProvider, channelId: pair.channelIdOnProvider }));
  const onConsumer = channels.map((pair) => ({ portId: pair.portIdOnConsumer, channelId: pair.channelIdOnConsumer }));
  const flows = [
    new PacketFlow(path.provider, path.consumer, onProvider, options.from.provider, { ...options, signal }),
    new PacketFlow(path.consumer, path.provider, onConsumer, options.from.consumer, { ...options, signal }),
  ];
  const results = await Promise.allSettled(
    flows.map((flow) =>
      flow.run().catch((error: unknown) => {
        ending.abort(error);
        throw error;
      }),
    ),
  );
  if (options.signal.aborted) return;
  const failed = results.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}

/** One direction of a path. */
class PacketFlow {
  readonly #source: RelayEnd;
  readonly #destination: RelayEnd;
  readonly #channels: readonly SourceChannel[];
  readonly #from: bigint;
  readonly #signal: AbortSignal;
  readonly #onRelayed: (relayed: Relayed) => void;
  readonly #logger: Logger;
  #pending: RelayItem[] = [];
  #wake = handledResolvers();
  #failures = 0;

  constructor(
    source: RelayEnd,
    destination: RelayEnd,
    channels: readonly SourceChannel[],
    from: bigint,
    options: RelayPacketsOptions,
  ) {
    this.#source = source;
    this.#destination = destination;
    this.#channels = channels;
    this.#from = from;
    this.#signal = options.signal;
    this.#onRelayed = options.onRelayed ?? (() => undefined);
    this.#logger = options.logger ?? silentLogger;
  }

  /** Reads and carries side by side, so that one transaction takes all that has gathered meanwhile. */
  async run(): Promise<void> {
    await Promise.all([this.#read(), this.#carry()]);
  }

  async #read(): Promise<void> {
    try {
      for await (const block of this.#source.connection.blocks({ from: this.#from, signal: this.#signal })) {
        const items = relayItems(block, this.#channels);
        if (items.length === 0) continue;
        this.#pending.push(...items);
        this.#wake.resolve();
      }
    } catch (error) {
      this.#wake.reject(error);
      throw error;
    }
  }

  async #carry(): Promise<void> {
    for (;;) {
      if (this.#pending.length === 0) {
        this.#wake = handledResolvers();
        await this.#wake.promise;
      }
      const items = [...this.#pending];
      try {
        const tx = await relayPass(this.#source, this.#destination, items, this.#signal);
        this.#pending.splice(0, items.length);
        this.#failures = 0;
        this.#onRelayed({ tx, items });
      } catch (error) {
        await this.#recover(items, error);
      }
    }
  }

  /** Drops what somebody else has carried meanwhile, and waits for a block before the next try. */
  async #recover(items: readonly RelayItem[], error: unknown): Promise<void> {
    this.#signal.throwIfAborted();
    if (!isIcsError(error)) throw error;
    this.#logger.warn("relaying failed, will be tried again", this.#describe(items, error));
    const isSilence = isIcsError(error, "RPC_UNREACHABLE");
    if (!isSilence) this.#failures += 1;
    if (this.#failures >= FAILURES_IN_A_ROW) throw error;
    const waiting = this.#source.connection.knownHeight + 1n;
    await this.#source.connection.waitForHeight(waiting, { signal: this.#signal });
    if (isSilence) return;
    const open = await openItems(this.#destination, items).catch((cause: unknown) => {
      if (isIcsError(cause, "RPC_UNREACHABLE")) return items;
      throw cause;
    });
    if (open.length < items.length) this.#failures = 0;
    this.#pending.splice(0, items.length, ...open);
  }

  #describe(items: readonly RelayItem[], error: IcsError): Record<string, unknown> {
    return {
      source: this.#source.connection.chainId,
      destination: this.#destination.connection.chainId,
      items: items.length,
      error: error.message,
    };
  }
}

/** A promise that may be rejected while nobody waits for it. */
function handledResolvers(): PromiseWithResolvers<void> {
  const resolvers = Promise.withResolvers<void>();
  resolvers.promise.catch(() => undefined);
  return resolvers;
}

/** Those of the items that the destination has not had yet. */
async function openItems(destination: RelayEnd, items: readonly RelayItem[]): Promise<RelayItem[]> {
  const { channel } = QueryClient.withExtensions(destination.connection.comet, setupIbcExtension).ibc;
  const open = await Promise.all(
    items.map(async ({ kind, packet }) => {
      const sequences = [Number(packet.sequence)];
      const answer =
        kind === "packet"
          ? await channel.unreceivedPackets(packet.destinationPort, packet.destinationChannel, sequences)
          : await channel.unreceivedAcks(packet.sourcePort, packet.sourceChannel, sequences);
      return answer.sequences.length > 0;
    }),
  );
  return items.filter((_item, index) => open[index]);
}
