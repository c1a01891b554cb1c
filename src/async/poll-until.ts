import { jsonText } from "../errors.ts";
import { withDeadline } from "./deadline.ts";
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
 * An error of `ask` ends the wait at once: retrying is the caller's decision. An `ask` that hangs does not outlast
 * the deadline or the signal.
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
  let last: { readonly answer: T } | undefined;
  const lastSeen = (): string => (last === undefined ? "nothing" : describeSafely(describe, last.answer));
  return withDeadline(what, { signal, timeoutMs, lastSeen }, async (ending) => {
    for (;;) {
      const answer = await ask();
      if (passes(answer)) return answer;
      last = { answer };
      await sleep(intervalMs, ending);
    }
  });
}

/** A description that fails must not take the place of the timeout. */
function describeSafely(describe: (lastSeen: unknown) => string, value: unknown): string {
  try {
    return describe(value);
  } catch {
    return String(value);
  }
}

function describeJson(value: unknown): string {
  return jsonText(value)?.slice(0, 500) ?? "nothing";
}
