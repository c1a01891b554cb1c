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
}

const SUBSCRIBE = JSON.stringify({
  jsonrpc: "2.0",
  id: 1,
  method: "subscribe",
  params: { query: "tm.event='NewBlockHeader'" },
});
const POLL_WITHOUT_WEBSOCKET_MS = 200;
const POLL_WITH_WEBSOCKET_MS = 5_000;
const RECONNECT_MS = 1_000;

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

  constructor(source: TipSource, onHeight: (height: bigint) => void, signal: AbortSignal) {
    this.#source = source;
    this.#onHeight = onHeight;
    this.#open(signal);
  }

  /** Waits until the next poll is due. */
  idle(signal: AbortSignal): Promise<void> {
    return sleep(this.#alive ? POLL_WITH_WEBSOCKET_MS : POLL_WITHOUT_WEBSOCKET_MS, signal).catch(() => undefined);
  }

  #open(signal: AbortSignal): void {
    if (signal.aborted) return;
    const socket = new WebSocket(`${this.#source.url.replace(/^http/, "ws").replace(/\/$/, "")}/websocket`);
    const close = (): void => socket.close();
    signal.addEventListener("abort", close, { once: true });
    socket.addEventListener("open", () => {
      this.#alive = true;
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
      signal.removeEventListener("abort", close);
      void sleep(RECONNECT_MS, signal).then(
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
