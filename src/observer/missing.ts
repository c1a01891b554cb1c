import type { Missing } from "./timeline.ts";

/** True where blocks after `from` and before `to` were not observed, so that something may have happened unseen. */
export function isMissingBetween(missing: readonly Missing[], from: bigint, to: bigint): boolean {
  return missing.some((entry) => entry.kind === "blocksMissing" && entry.toHeight > from && entry.fromHeight < to);
}
