import type { WatchStatus } from "../../validator/watch/watch-metrics.ts";
import { json, type Reply } from "../status-server.ts";

/** A watch looks every 20 blocks: where it has not for so long, its node is away or the provider stands still. */
const STALE_MS = 600_000;

/** What `/health` of a watch answers. */
export class WatchHealth {
  readonly #now: () => Date;
  #last: { readonly status: WatchStatus; readonly at: Date } | undefined;

  constructor(now: () => Date = () => new Date()) {
    this.#now = now;
  }

  /** Of the last look that succeeded; undefined before the first. */
  get status(): WatchStatus | undefined {
    return this.#last?.status;
  }

  /** Takes what a look found. */
  looked(status: WatchStatus): void {
    this.#last = { status, at: this.#now() };
  }

  /** 200 only where the watch still looks, the validator is free, and nothing stands in the way of the policy. */
  reply(): Reply {
    if (this.#last === undefined) {
      return json(503, { healthy: false, reasons: ["the provider does not answer yet"] });
    }
    const { status, at } = this.#last;
    const { plan, isJailed } = status;
    const isStale = this.#now().getTime() - at.getTime() > STALE_MS;
    const reasons = [
      ...(isStale ? [`the last look was at ${at.toISOString()}`] : []),
      ...(isJailed ? ["the validator is jailed"] : []),
      ...plan.consumers.flatMap(({ consumerId, blocked }) =>
        blocked.map((reason) => `consumer ${consumerId}: ${reason}`),
      ),
    ];
    const isHealthy = reasons.length === 0;
    return json(isHealthy ? 200 : 503, { healthy: isHealthy, reasons, height: plan.height, time: plan.time });
  }
}
