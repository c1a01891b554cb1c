import { IcsError } from "../errors.ts";
import type { WaitOptions } from "./wait-options.ts";

/** How `withDeadline` waits. */
export interface DeadlineOptions extends WaitOptions {
  /** What the timeout error says was seen last; asked at the deadline. Default "nothing". */
  readonly lastSeen?: () => string;
}

/**
 * Settles as `work` does, unless the signal aborts (its reason) or `timeoutMs` passes first.
 * `work` gets a signal that aborts in both cases, so that it can stop what it began.
 * @throws POLL_TIMEOUT naming `what`
 */
export async function withDeadline<T>(
  what: string,
  options: DeadlineOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { signal, timeoutMs } = options;
  signal?.throwIfAborted();
  const controller = new AbortController();
  const started = performance.now();
  const ended = Promise.withResolvers<never>();
  const end = (reason: unknown): void => {
    controller.abort(reason);
    ended.reject(reason);
  };
  const onAbort = (): void => end(signal?.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  const onTimeout = (): void => end(timeoutError(what, performance.now() - started, options.lastSeen));
  const timer = timeoutMs === undefined ? undefined : setTimeout(onTimeout, timeoutMs);
  try {
    return await Promise.race([work(controller.signal), ended.promise]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}

function timeoutError(what: string, elapsed: number, describe: (() => string) | undefined): IcsError<"POLL_TIMEOUT"> {
  const elapsedMs = Math.round(elapsed);
  const lastSeen = describe?.() ?? "nothing";
  const seen = describe === undefined ? "" : `; last seen: ${lastSeen}`;
  return new IcsError("POLL_TIMEOUT", `Gave up after ${elapsedMs} ms waiting for ${what}${seen}`, {
    what,
    elapsedMs,
    lastSeen,
  });
}
