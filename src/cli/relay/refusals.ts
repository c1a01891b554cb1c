import { type IcsErrorCode, isIcsError } from "../../errors.ts";
import type { RelayerEventOf } from "../../relayer/service/relayer-events.ts";

/** What no waiting mends: a path that fails so at the start is a wrong configuration. */
const REFUSALS: readonly IcsErrorCode[] = [
  "CONFIG_INVALID",
  "RPC_WRONG_CHAIN",
  "CCV_CONSUMER_NOT_FOUND",
  "IBC_CLIENT_MISMATCH",
  "TX_FUNDS_MISSING",
];

/** Whether every path was refused before it did anything. */
export class Refusals {
  readonly #paths: number;
  readonly #refused = new Map<string, unknown>();
  readonly #closed: unknown[] = [];
  readonly #controller = new AbortController();

  constructor(paths: number) {
    this.#paths = paths;
  }

  /** Aborts with the errors once all are refused. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  note({ path, from, to, cause }: RelayerEventOf<"state">): void {
    if (to === "closed" && cause !== undefined) this.#closed.push(cause);
    const isRefusal = to === "failing" && from === "connecting" && isIcsError(cause) && REFUSALS.includes(cause.code);
    if (isRefusal) this.#refused.set(path, cause);
    else if (to !== "failing") this.#refused.delete(path);
    if (this.#refused.size < this.#paths) return;
    const [first, ...others] = this.#refused.values();
    const all = new AggregateError([first, ...others], "No path can be relayed");
    this.#controller.abort(others.length === 0 ? first : all);
  }

  /** @throws what closed paths, once all are over */
  throwIfFailed(): void {
    const [first, ...others] = this.#closed;
    if (first === undefined) return;
    throw others.length === 0 ? first : new AggregateError([first, ...others], "Channels were closed");
  }
}
