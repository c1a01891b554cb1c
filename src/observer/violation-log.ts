import type { Violation } from "./invariants/invariant.ts";

/** The violations that were seen, each once: what goes on being wrong is not told again. */
export class ViolationLog {
  readonly #known = new Map<string, Violation>();
  readonly #keep: number;

  /** Keeps the last `keep`; default all. */
  constructor(keep = Number.POSITIVE_INFINITY) {
    this.#keep = keep;
  }

  /** In the order in which they were first seen. */
  get all(): readonly Violation[] {
    return [...this.#known.values()];
  }

  /** Takes these in; returns those that are new. */
  add(violations: readonly Violation[]): readonly Violation[] {
    return violations.filter((violation) => {
      const key = JSON.stringify([violation.invariant, violation.reason]);
      if (this.#known.has(key)) return false;
      this.#known.set(key, violation);
      const [oldest] = this.#known.keys();
      if (this.#known.size > this.#keep && oldest !== undefined) this.#known.delete(oldest);
      return true;
    });
  }
}
