import { IcsError } from "../errors.ts";
import type { WaitOptions } from "./wait-options.ts";

/**
 * Settles as `work` does, unless the signal aborts (its reason) or `timeoutMs` passes first.
 * `work` gets a signal that aborts in both cases, so that it can stop what it began.
 * @throws POLL_TIMEOUT naming `what`
 */
export async function withDeadline<T>(
  what: string,
  options: WaitOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const started = performance.now();
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => {
    controller.abort(options.signal?.reason);
    aborted.reject(options.signal?.reason);
  };
  options.signal?.throwIfAborted();
  options.signal?.addEventListener("abort", onAbort, { once: true });
  const timer =
    options.timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          const elapsedMs = Math.round(performance.now() - started);
          const error = new IcsError("POLL_TIMEOUT", `Gave up after ${elapsedMs} ms waiting for ${what}`, {
            what,
            elapsedMs,
            lastSeen: "nothing",
          });
          controller.abort(error);
          aborted.reject(error);
        }, options.timeoutMs);
  try {
    return await Promise.race([work(controller.signal), aborted.promise]);
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", onAbort);
  }
}
