import { errorMessage, jsonText } from "../../errors.ts";

/** Posts that wait at most; older ones are dropped first. */
const MOST_WAITING = 1_000;
const TIMEOUT_MS = 10_000;

/** Posts events as JSON, one after the other. One that fails is told, and not posted again: the log has it too. */
export class Webhook implements AsyncDisposable {
  readonly #url: string | undefined;
  readonly #onProblem: (problem: string) => void;
  readonly #waiting: string[] = [];
  #busy: Promise<void> | undefined;

  constructor(url: string | undefined, onProblem: (problem: string) => void) {
    this.#url = url;
    this.#onProblem = onProblem;
  }

  /** Returns at once; nothing waits for the receiver. */
  post(event: object): void {
    if (this.#url === undefined) return;
    this.#waiting.push(jsonText({ time: new Date(), ...event }) ?? "");
    if (this.#waiting.length > MOST_WAITING) {
      this.#waiting.shift();
      this.#onProblem("webhook: too slow, an event was dropped");
    }
    this.#busy ??= this.#drain(this.#url);
  }

  /** Waits until what was posted has been taken, or has failed. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#busy;
  }

  async #drain(url: string): Promise<void> {
    for (let body = this.#waiting.shift(); body !== undefined; body = this.#waiting.shift()) {
      try {
        const headers = { "content-type": "application/json" };
        const signal = AbortSignal.timeout(TIMEOUT_MS);
        const response = await fetch(url, { method: "POST", headers, body, signal, redirect: "error" });
        await response.body?.cancel();
        if (!response.ok) this.#onProblem(`webhook: ${new URL(url).host} answered ${response.status}`);
      } catch (error) {
        this.#onProblem(`webhook: ${new URL(url).host} failed: ${errorMessage(error)}`);
      }
    }
    // At once, since what is posted from here on needs another round.
    this.#busy = undefined;
  }
}
