import {
  type Logger,
  type OpenedChannels,
  type Relayed,
  type RelayPacketsOptions,
  type RelayPath,
  relayPackets,
} from "../src/index.ts";

/** In a testnet nobody mends what keeps relaying from going on: it must be heard of. */
const GIVE_UP_AFTER = 8;

/** What a relayer does wrong. */
export interface RelayingFaults extends Pick<RelayPacketsOptions, "leaveOut"> {
  /** The path that it takes instead. */
  readonly divert?: (path: RelayPath) => RelayPath;
}

/** What is relayed, and for how long at most. */
export interface ConsumerRelayingOptions {
  readonly consumerId: string;
  readonly path: RelayPath;
  readonly opened: OpenedChannels;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  readonly onRelayed?: ((relayed: Relayed) => void) | undefined;
}

/** The relaying of one consumer's channels, which can be ended and begun again. */
export class ConsumerRelaying {
  readonly #options: ConsumerRelayingOptions;
  #running: { readonly done: Promise<void>; readonly stopping: AbortController } | undefined;
  #transferFinished = false;

  constructor(options: ConsumerRelayingOptions) {
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Relays whatever the chains' state says is on its way. What was relaying before is ended first. */
  start({ divert = (path) => path, leaveOut }: RelayingFaults = {}): void {
    const before = this.stop();
    const { consumerId, path, opened, logger, onRelayed } = this.#options;
    const stopping = new AbortController();
    const signal = AbortSignal.any([this.#options.signal, stopping.signal]);
    const channels = opened.transfer === undefined ? [opened.ccv] : [opened.ccv, opened.transfer];
    const options = {
      signal,
      logger,
      giveUpAfter: GIVE_UP_AFTER,
      ...(onRelayed && { onRelayed }),
      ...(leaveOut && { leaveOut }),
    };
    const relaying = before.then(() =>
      Promise.all([relayPackets(divert(path), channels, options), this.#finishTransfer(signal)]),
    );
    const done = relaying.then(
      () => undefined,
      (error: unknown) => {
        if (signal.aborted) return;
        logger.error("relaying ended", { consumerId, error: String(error) });
        throw error;
      },
    );
    done.catch(() => undefined); // Told by stop.
    this.#running = { done, stopping };
  }

  /** Ends it; what was on its way is included or expires. @throws what ended it before */
  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    running?.stopping.abort(new DOMException("The relaying was stopped", "AbortError"));
    await running?.done;
  }

  /** Once: a closed CCV channel refuses it, and the transfer channel goes on beside that one. */
  async #finishTransfer(signal: AbortSignal): Promise<void> {
    if (this.#transferFinished) return;
    await this.#options.opened.finishTransfer({ signal });
    this.#transferFinished = true;
  }
}
