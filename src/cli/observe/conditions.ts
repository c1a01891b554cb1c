import { IcsError } from "../../errors.ts";
import type { ObserverMessage } from "../../observer/service/observer-message.ts";
import type { Health, HealthCode } from "../../observer/summary/health-codes.ts";

/** What ends `icskit observe`. */
export interface ConditionOptions {
  readonly consumerIds: readonly string[];
  readonly untilHealthy: boolean;
  readonly failOn: readonly HealthCode[];
}

/** The conditions that scripts state. */
export class Conditions {
  readonly #options: ConditionOptions;
  readonly #healths = new Map<string, Health>();
  readonly #decided = Promise.withResolvers<void>();

  constructor(options: ConditionOptions) {
    this.#options = options;
    this.#decided.promise.catch(() => undefined); // Seen by who waits for it, where somebody does.
  }

  /** Resolves once every consumer is secured, if that is waited for. @throws OBSERVER_CONDITION_VIOLATED */
  get decided(): Promise<void> {
    return this.#decided.promise;
  }

  note(message: ObserverMessage): void {
    const { failOn, untilHealthy, consumerIds } = this.#options;
    // A consumer that is followed no more cannot be seen to become healthy.
    if (message.type === "failure" && !message.isRetried && untilHealthy) this.#decided.reject(message.error);
    if (message.type !== "health") return;
    const { consumerId, health } = message;
    this.#healths.set(consumerId, health);
    const reason = health.reasons.find(({ code }) => failOn.includes(code));
    if (reason !== undefined) {
      const what = `consumer ${consumerId} is ${health.verdict}: ${reason.text}`;
      this.#decided.reject(violated(`--fail-on ${reason.code}`, what, { consumerId, health }));
    }
    const isHealthy = consumerIds.every((id) => this.#healths.get(id)?.verdict === "secured");
    if (untilHealthy && isHealthy) this.#decided.resolve();
  }

  /** What is to be thrown where the time is over; undefined where nothing was waited for. */
  timeout(seconds: number): Error | undefined {
    if (!this.#options.untilHealthy) return undefined;
    const late = this.#options.consumerIds.filter((id) => this.#healths.get(id)?.verdict !== "secured");
    const [consumerId = ""] = late;
    const unknown: Health = { verdict: "unknown", reasons: [] };
    const lines = late.map((id) => {
      const { verdict, reasons } = this.#healths.get(id) ?? unknown;
      return `consumer ${id} is ${verdict}: ${reasons.map(({ text }) => text).join("; ") || "nothing was read of it"}`;
    });
    const health = this.#healths.get(consumerId) ?? unknown;
    return violated(`--until-healthy within ${seconds} s`, lines.join("\n"), { consumerId, health });
  }
}

function violated(
  condition: string,
  what: string,
  { consumerId, health: { verdict, reasons } }: { readonly consumerId: string; readonly health: Health },
): IcsError<"OBSERVER_CONDITION_VIOLATED"> {
  const codes = reasons.map(({ code }) => code);
  const message = `${condition} does not hold\n${what}`;
  return new IcsError("OBSERVER_CONDITION_VIOLATED", message, { condition, consumerId, verdict, codes });
}
