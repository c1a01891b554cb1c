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
      onHeight(await source.latestHeight());
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

  #open(signal: AbortSignal): void {
    if (signal.aborted) return;
    const socket = new WebSocket(`${this.#source.url.replace(/^http/, "ws").replace(/\/$/, "")}/websocket`);
    const close = (): void => socket.close();
    signal.addEventListener("abort", close, { once: true });
    socket.addEventListener("open", () => {
      this.#alive = true;
      this.#lost = new AbortController();
      socket.send(SUBSCRIBE);
    });
    socket.addEventListener("message", (message) => {
      const height = headerHeight(String(message.data));
      if (height !== undefined) this.#onHeight(height);
    });
    socket.addEventListener("error", () => {
      this.#source.logger.debug("websocket error", { url: this.#source.url });
    });
    socket.addEventListener("close", () => {
      this.#alive = false;
      this.#lost.abort();
      signal.removeEventListener("abort", close);
      void sleep(this.#source.timing.reconnectMs, signal).then(
        () => this.#open(signal),
        () => undefined,
      );
    });
  }
}

function headerHeight(message: string): bigint | undefined {
  const height = /"header":\{.*?"height":"(\d+)"/s.exec(message)?.[1];
  return height === undefined ? undefined : BigInt(height);
}
