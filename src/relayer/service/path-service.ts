import { type IcsError, isIcsError } from "../../errors.ts";
import type { Logger } from "../../logger.ts";
import { blockDistance, waitBlocks } from "../block-distance.ts";
import type { ChannelPair } from "../handshake/handshake.ts";
import type { Relayed } from "../packets/relay-loop.ts";
import type { PathSide } from "../path-side.ts";
import type { RelayPath } from "../relay-path.ts";
import { LatencyMeter } from "./latency-meter.ts";
import type { PathChannels } from "./path-channels.ts";
import type { PathRecord } from "./path-record.ts";
import type { PathSteps } from "./path-steps.ts";
import type { RelayerEvent } from "./relayer-events.ts";

/** What serving a path takes. */
export interface PathServiceOptions {
  readonly record: PathRecord;
  readonly steps: PathSteps;
  readonly path: RelayPath;
  readonly channels: PathChannels;
  readonly onEvent: (event: RelayerEvent) => void;
  readonly logger: Logger;
}

/** Carries what a path's channels have to carry. */
export class PathService {
  readonly #options: PathServiceOptions;
  readonly #latency = new LatencyMeter();
  #hasRelayed = false;

  constructor(options: PathServiceOptions) {
    this.#options = options;
  }

  /** True once anything was carried. */
  get hasRelayed(): boolean {
    return this.#hasRelayed;
  }

  /**
   * Resolves with the relaying's own error once it is over, since its channels are closed; with undefined where another
   * channel is to be relayed too. Rejects with what ended it early.
   */
  async run(signal: AbortSignal): Promise<IcsError<"IBC_CHANNEL_CLOSED"> | undefined> {
    const { path, channels, steps, record, logger } = this.#options;
    const ending = new AbortController();
    const both = AbortSignal.any([signal, ending.signal]);
    const ended = Promise.withResolvers<undefined>();
    const transfer = this.#finishTransfer(both).then(
      (pair) => {
        if (pair !== undefined && !channels.channels.some((known) => isSame(known, pair))) ended.resolve(undefined);
      },
      (error: unknown) => {
        if (!both.aborted) ended.reject(error);
      },
    );
    const relaying = steps.relay(path, channels.channels, {
      signal: both,
      logger,
      onRelayed: (relayed) => this.#relayed(relayed, both),
      onTrouble: ({ source, error, failures }) => record.trouble(source, error, failures),
      onOvercome: (source) => record.overcome(source),
    });
    try {
      await Promise.race([relaying, ended.promise]);
      signal.throwIfAborted();
      return undefined;
    } catch (error) {
      if (isIcsError(error, "IBC_CHANNEL_CLOSED")) return error;
      throw error;
    } finally {
      ending.abort(new DOMException(`The path ${record.name} has ended`, "AbortError"));
      await Promise.allSettled([relaying, transfer]);
    }
  }

  /** The transfer channel must never hold the CCV channel up: its failures are tried again on their own. */
  async #finishTransfer(signal: AbortSignal): Promise<ChannelPair | undefined> {
    const { path, channels, record } = this.#options;
    for (let failures = 1; ; failures += 1) {
      try {
        const transfer = await channels.finishTransfer({ signal });
        record.overcome("transfer");
        return transfer;
      } catch (error) {
        if (signal.aborted || !isIcsError(error)) throw error;
        record.trouble("transfer", error, failures);
        await waitBlocks(path.provider.connection, blockDistance(failures), signal);
      }
    }
  }

  #relayed(relayed: Relayed, signal: AbortSignal): void {
    const { path, record, onEvent } = this.#options;
    this.#hasRelayed = true;
    const source: PathSide = relayed.tx.chainId === path.consumer.connection.chainId ? "provider" : "consumer";
    const destination: PathSide = source === "provider" ? "consumer" : "provider";
    onEvent({ kind: "relayed", path: record.name, source, relayed });
    void this.#measure(relayed, source, destination, signal);
    // A timeout on an ordered channel closes it.
    if (relayed.items.some(({ kind }) => kind === "timeout" || kind === "close")) void this.#lookAtChannel(signal);
  }

  async #lookAtChannel(signal: AbortSignal): Promise<void> {
    const { path, channels, steps, record } = this.#options;
    const [ccv] = channels.channels;
    try {
      const closed = ccv && (await steps.queryClosed(path, ccv));
      if (closed) record.closedChannel(closed);
    } catch (error) {
      if (!signal.aborted) record.note(error, 1); // The next sample looks again.
    }
  }

  async #measure(relayed: Relayed, source: PathSide, destination: PathSide, signal: AbortSignal): Promise<void> {
    const { path, record, onEvent, logger } = this.#options;
    try {
      const [from, to] = [path[source].connection, path[destination].connection];
      const latencies = await this.#latency.measure(relayed, from, to, signal);
      for (const [stage, sender] of [
        ["received", source],
        ["acknowledged", destination],
      ] as const) {
        const those = latencies.filter((latency) => latency.stage === stage);
        if (those.length > 0) onEvent({ kind: "latency", path: record.name, sender, latencies: those });
      }
    } catch (error) {
      if (!signal.aborted) logger.debug("latency was not measured", { path: record.name, error: String(error) });
    }
  }
}

function isSame(one: ChannelPair, other: ChannelPair): boolean {
  return (
    one.portIdOnProvider === other.portIdOnProvider &&
    one.channelIdOnProvider === other.channelIdOnProvider &&
    one.channelIdOnConsumer === other.channelIdOnConsumer
  );
}
