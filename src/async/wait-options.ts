/** How every waiting call of icskit is cancelled and bounded. */
export interface WaitOptions {
  /** Aborting rejects the call with the signal's reason, unwrapped. */
  readonly signal?: AbortSignal | undefined;
  /** Longest wait in milliseconds; then `POLL_TIMEOUT`. */
  readonly timeoutMs?: number | undefined;
}
