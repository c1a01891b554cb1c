import { sleep } from "../async/sleep.ts";
import { isIcsError } from "../errors.ts";
import type { Logger } from "../logger.ts";
import { LastingWarning } from "./lasting-warning.ts";
import { websocketUrl } from "./rpc-url.ts";
import { shownUrl } from "./shown-url.ts";

/** Who is told of a chain's progress. */
export interface TipListener {
  /**
   * The latest block that was executed: its state can be asked for. With the message of the websocket, where that told
   * it: it should hold the whole block.
   */
  onHeight(height: bigint, message?: string): void;
  /** The latest block that was signed, by the websocket only: its header and commit can be asked for any moment. */
  onSigned(height: bigint): void;
}

/** What `watchTip` needs of a chain. */
export interface TipSource {
  /** HTTP address of the RPC; the websocket is beside it. */
  readonly url: string;
  /** Asks the node for its latest height. */
  readonly latestHeight: () => Promise<bigint>;
  /** Resolves once somebody wants to hear of signed blocks. */
  readonly stepsWanted: Promise<void>;
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

const subscription = (id: number, event: string): string =>
  JSON.stringify({ jsonrpc: "2.0", id, method: "subscribe", params: { query: `tm.event='${event}'` } });

const BLOCKS = subscription(1, "NewBlock");
/** Several messages per block; that of the step in which a block is signed comes before the block is executed. */
const STEPS = subscription(2, "NewRoundStep");

/**
 * Tells the chain's latest height as it grows, until the signal aborts.
 * A websocket subscription wakes it; polling goes on beside it, slowly while the websocket lives and quickly while
 * it does not, so that a lost subscription delays blocks but never hides one.
 */
export async function watchTip(source: TipSource, listener: TipListener, signal: AbortSignal): Promise<void> {
  const socket = new TipSocket(source, listener, signal);
  const warning = new LastingWarning(source.logger);
  while (!signal.aborted) {
    try {
      const height = await source.latestHeight();
      warning.over();
      socket.compare(height);
      listener.onHeight(height);
    } catch (error) {
      if (signal.aborted) return;
      if (!isIcsError(error)) throw error;
      warning.tell("cannot read the latest height", { url: shownUrl(source.url), error: error.message });
    }
    await socket.idle(signal);
  }
}

/** One websocket at a time, opened again after it was lost. */
class TipSocket {
  readonly #source: TipSource;
  readonly #listener: TipListener;
  #alive = false;
  #lost = new AbortController();
  #abandon: () => void = () => undefined;
  #told = 0n;
  #polled: bigint | undefined;

  constructor(source: TipSource, listener: TipListener, signal: AbortSignal) {
    this.#source = source;
    this.#listener = listener;
    this.#open(signal);
  }

  /** Waits until the next poll is due; at once when the websocket is lost. What the websocket tells spares a poll. */
  async idle(signal: AbortSignal): Promise<void> {
    const { pollWithWebsocketMs, pollWithoutWebsocketMs } = this.#source.timing;
    for (let told: bigint | undefined; told !== this.#told && !signal.aborted; ) {
      told = this.#told;
      const ends = this.#alive ? AbortSignal.any([signal, this.#lost.signal]) : signal;
      await sleep(this.#alive ? pollWithWebsocketMs : pollWithoutWebsocketMs, ends).catch(() => undefined);
      if (!this.#alive) return;
    }
  }

  /**
   * Gives the websocket up where polls have found two blocks of which it told nothing: it may be open to a host that has
   * gone, or to a proxy that has lost its node.
   */
  compare(polled: bigint): void {
    const before = this.#polled;
    if (!this.#alive || before === undefined || this.#told > before) {
      this.#polled = this.#alive ? polled : undefined;
      return;
    }
    // The last block may have been made just now, and its message be on its way. Slow blocks add up over polls.
    if (polled <= before + 1n) return;
    this.#source.logger.warn("the websocket tells no blocks, opening another", { url: shownUrl(this.#source.url) });
    this.#abandon();
  }

  #open(signal: AbortSignal): void {
    if (signal.aborted) return;
    const socket = new WebSocket(websocketUrl(this.#source.url));
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
        socket.send(BLOCKS);
        void this.#source.stepsWanted.then(() => ended.signal.aborted || socket.send(STEPS));
      },
      listen,
    );
    socket.addEventListener(
      "message",
      (message) => {
        const text = String(message.data);
        const signed = signedHeight(text);
        if (signed !== undefined) this.#listener.onSigned(signed);
        const height = headerHeight(text);
        if (height === undefined) return;
        this.#told = height;
        this.#listener.onHeight(height, text);
      },
      listen,
    );
    socket.addEventListener("error", () => {
      this.#source.logger.debug("websocket error", { url: shownUrl(this.#source.url) });
      // Not every runtime closes a websocket that could not be opened.
      end();
    });
    socket.addEventListener("close", end, listen);
  }
}

function headerHeight(message: string): bigint | undefined {
  const height = /"header":\{.*?"height":"(\d+)"/s.exec(message)?.[1];
  return height === undefined ? undefined : BigInt(height);
}

/** Enough votes are there for the block of this height. @see enterCommit in internal/consensus/state.go of CometBFT */
function signedHeight(message: string): bigint | undefined {
  if (!message.includes('"RoundStepCommit"')) return undefined;
  const height = /"value":\{"height":"(\d+)"/.exec(message)?.[1];
  return height === undefined ? undefined : BigInt(height);
}
