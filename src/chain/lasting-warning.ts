import type { LogFields, Logger } from "../logger.ts";

const REPEAT_MS = 60_000;

/** Warns when a failure begins and once a minute while it lasts; in between it is only told to who debugs. */
export class LastingWarning {
  readonly #logger: Logger;
  #warnedAtMs: number | undefined;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  tell(message: string, fields: LogFields): void {
    const nowMs = performance.now();
    if (this.#warnedAtMs !== undefined && nowMs - this.#warnedAtMs < REPEAT_MS) {
      this.#logger.debug(message, fields);
      return;
    }
    this.#warnedAtMs = nowMs;
    this.#logger.warn(message, fields);
  }

  /** The failure is over: the next one is another. */
  over(): void {
    this.#warnedAtMs = undefined;
  }
}
