import { IcsError } from "../errors.ts";
import { sleep } from "./sleep.ts";
import type { WaitOptions } from "./wait-options.ts";

/** How `pollUntil` asks. */
export interface PollOptions extends WaitOptions {
  /** What is waited for, as the timeout error names it. */
  readonly what: string;
  /** Milliseconds between the end of one question and the next; default 50. */
  readonly intervalMs?: number;
  /** Milliseconds before giving up; default 30,000. */
  readonly timeoutMs?: number;
  /** How the last answer reads in the timeout error; default its JSON. */
  readonly describe?: (lastSeen: unknown) => string;
}

/**
 * Asks until an answer passes, and resolves with that answer.
 * An error of `ask` ends the wait at once: retrying is the caller's decision.
 * @throws POLL_TIMEOUT with the elapsed milliseconds and the last answer
 */
export async function pollUntil<T, S extends T>(
  ask: () => Promise<T>,
  passes: (answer: T) => answer is S,
  options: PollOptions,
): Promise<S>;
export async function pollUntil<T>(
  ask: () => Promise<T>,
  passes: (answer: T) => boolean,
  options: PollOptions,
): Promise<T>;
export async function pollUntil<T>(
  ask: () => Promise<T>,
  passes: (answer: T) => boolean,
  options: PollOptions,
): Promise<T> {
  const { what, signal, intervalMs = 50, timeoutMs = 30_000, describe = describeJson } = options;
  const started = performance.now();
  for (;;) {
    signal?.throwIfAborted();
    const answer = await ask();
    if (passes(answer)) return answer;
    const elapsedMs = Math.round(performance.now() - started);
    if (elapsedMs >= timeoutMs) {
      const lastSeen = describe(answer);
      throw new IcsError("POLL_TIMEOUT", `Gave up after ${elapsedMs} ms waiting for ${what}; last seen: ${lastSeen}`, {
        what,
        elapsedMs,
        lastSeen,
      });
    }
    await sleep(intervalMs, signal);
  }
}

function describeJson(value: unknown): string {
  const text = JSON.stringify(value, (_key, item) => (typeof item === "bigint" ? item.toString() : item));
  return text === undefined ? "nothing" : text.slice(0, 500);
}
