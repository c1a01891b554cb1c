import type { ChainConnection } from "../../chain/chain-connection.ts";

/** A chain is silent after this many of its usual block times, */
const USUAL_TIMES = 10;
/** and not before: a proposer that is down costs a chain some seconds. */
const LEAST_SILENCE_MS = 10_000;
/** How much the latest interval counts in the usual one. */
const WEIGHT = 0.1;

/** When a chain's blocks are heard of. */
export class ChainPulse {
  readonly #connection: ChainConnection;
  readonly #now: () => number;
  #begun: number | undefined;
  #heard: number | undefined;
  #usualMs: number | undefined;

  constructor(connection: ChainConnection, now: () => number = Date.now) {
    this.#connection = connection;
    this.#now = now;
  }

  /** When the latest block was heard of; undefined before the first. */
  get heardAt(): Date | undefined {
    return this.#heard === undefined ? undefined : new Date(this.#heard);
  }

  /** True where the chain, or its node, has been quiet for much longer than usual. */
  get isSilent(): boolean {
    const since = this.#heard ?? this.#begun;
    if (since === undefined) return false;
    return this.#now() - since > Math.max(LEAST_SILENCE_MS, USUAL_TIMES * (this.#usualMs ?? 0));
  }

  /** Listens until the signal aborts. Never rejects. */
  async listen(signal: AbortSignal): Promise<void> {
    this.#begun ??= this.#now();
    try {
      for (let height = 1n; ; ) {
        height = (await this.#connection.waitForHeight(height, { signal })) + 1n;
        this.#hear();
      }
    } catch {
      return; // Only an abort, or the end of the connection, ends it.
    }
  }

  #hear(): void {
    const now = this.#now();
    if (this.#heard !== undefined) {
      const interval = now - this.#heard;
      // One outage must not become what is usual.
      const counted = Math.min(interval, Math.max(LEAST_SILENCE_MS, USUAL_TIMES * (this.#usualMs ?? 0)));
      this.#usualMs = this.#usualMs === undefined ? counted : this.#usualMs + WEIGHT * (counted - this.#usualMs);
    }
    this.#heard = now;
  }
}
