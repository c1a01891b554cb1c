import { sleep } from "../async/sleep.ts";
import { isIcsError } from "../errors.ts";
import type { Logger } from "../logger.ts";

/** What `watchTip` needs of a chain. */
export interface TipSource {
  /** HTTP address of the RPC; the websocket is its `/websocket`. */
  readonly url: string;
  /** Asks the node for its latest height. */
  readonly latestHeight: () => Promise<bigint>;
  readonly logger: Logger;
  readonly timing: TipTiming;
}

/** How often a node is asked for its latest height beside its websocket; milliseconds. */
export interface TipTiming {
  readonly pollWithoutWebsocketMs: number;
  readonly pollWithWebsocketMs: number;
  /** From the loss of a websocket to the next try. */
  readonly reconnectMs: number;
}

/** Quick enough for blocks of 250 ms, and no burden on a public node. */
export const defaultTipTiming: TipTiming = {
  pollWithoutWebsocketMs: 200,
  pollWithWebsocketMs: 5_000,
  reconnectMs: 1_000,
};

const SUBSCRIBE = JSON.stringify({
  jsonrpc: "2.0",
  id: 1,
  method: "subscribe",
  params: { query: "tm.event='NewBlockHeader'" },
});

/**
 * Calls `onHeight` with the chain's latest height as it grows, until the signal aborts.
 * A websocket subscription wakes it; polling goes on beside it, slowly while the websocket lives and quickly while
 * it does not, so that a lost subscription delays blocks but never hides one.
 */
export async function watchTip(
  source: TipSource,
  onHeight: (height: bigint) => void,
  signal: AbortSignal,
): Promise<void> {
  const socket = new TipSocket(source, onHeight, signal);
  while (!signal.aborted) {
    try {
      const height = await source.latestHeight();
      socket.compare(height);
      onHeight(height);
    } catch (error) {
      if (signal.aborted) return;
      if (!isIcsError(error)) throw error;
      source.logger.warn("cannot read the latest height", { url: source.url, error: error.message });
    }
    await socket.idle(signal);
  }
}

/** One websocket at a time, opened again after it was lost. */
class TipSocket {
  readonly #source: TipSource;
  readonly #onHeight: (height: bigint) => void;
  #alive = false;
  #lost = new AbortController();
  #abandon: () => void = () => undefined;
  #told = 0n;
  #polled: bigint | undefined;

  constructor(source: TipSource, onHeight: (height: bigint) => void, signal: AbortSignal) {
    this.#source = source;
    this.#onHeight = onHeight;
    this.#open(signal);
  }

  /** Waits until the next poll is due; at once when the websocket is lost. */
  idle(signal: AbortSignal): Promise<void> {
    const { pollWithWebsocketMs, pollWithoutWebsocketMs } = this.#source.timing;
    const wait = this.#alive
      ? sleep(pollWithWebsocketMs, AbortSignal.any([signal, this.#lost.signal]))
      : sleep(pollWithoutWebsocketMs, signal);
    return wait.catch(() => undefined);
  }

  /**
   * Gives the websocket up where it has told nothing of the blocks between two polls: it may be open to a host that has
   * gone, or to a proxy that has lost its node.
   */
  compare(polled: bigint): void {
    const before = this.#polled;
    this.#polled = this.#alive ? polled : undefined;
    // The last block may have been made just now, and its message be on its way.
    if (before === undefined || polled <= before + 1n || this.#told > before) return;
    this.#source.logger.warn("the websocket tells no blocks, opening another", { url: this.#source.url });
    this.#abandon();
  }

  #open(signal: AbortSignal): void {
    if (signal.aborted) return;
    const socket = new WebSocket(`${this.#source.url.replace(/^http/, "ws").replace(/\/$/, "")}/websocket`);
    const ended = new AbortController();
    const end = (): void => {
      if (ended.signal.aborted) return;
      ended.abort();
      signal.removeEventListener("abort", end);
      socket.close();
      this.#alive = false;
      this.#polled = undefined;
      this.#lost.abort();
      void sleep(this.#source.timing.reconnectMs, signal).then(
        () => this.#open(signal),
        () => undefined,
      );
    };
    this.#abandon = end;
    signal.addEventListener("abort", end, { once: true });
    const listen = { signal: ended.signal };
    socket.addEventListener(
      "open",
      () => {
        this.#alive = true;
        this.#lost = new AbortController();
        socket.send(SUBSCRIBE);
      },
      listen,
    );
    socket.addEventListener(
      "message",
      (message) => {
        const height = headerHeight(String(message.data));
        if (height === undefined) return;
        this.#told = height;
        this.#onHeight(height);
      },
      listen,
    );
    socket.addEventListener("error", () => {
      this.#source.logger.debug("websocket error", { url: this.#source.url });
    });
    socket.addEventListener("close", end, listen);
  }
}

function headerHeight(message: string): bigint | undefined {
  const height = /"header":\{.*?"height":"(\d+)"/s.exec(message)?.[1];
  return height === undefined ? undefined : BigInt(height);
}
