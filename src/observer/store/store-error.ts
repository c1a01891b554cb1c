import { IcsError, type IcsErrorContexts } from "../../errors.ts";

/** Why a store failed. */
export type StoreFailureReason = IcsErrorContexts["OBSERVER_STORE_FAILED"]["reason"];

const advice: Readonly<Record<StoreFailureReason, string>> = {
  full: "Make room on the disk; nothing of what was stored is lost, and observing goes on from there.",
  "read-only": "Give this user write access to it.",
  "not-a-store": "Check the path: the file is damaged, or something else made it.",
  "newer-version": "A newer icskit has made it: use that one, or another file.",
  busy: "Another process holds it: one observer writes at a time.",
  conflict: "Another observer has stored the same blocks, or has begun to: end one of them, and start again.",
  closed: "Open the store again.",
  unavailable: "Check that it exists, and that this user may open it.",
  disconnected:
    "Nothing of what was stored is lost: observing goes on from its cursor once the database answers again.",
  other: "The cause says more.",
};

/** A failure of a store, by its reason. */
export function storeError(
  path: string,
  operation: string,
  reason: StoreFailureReason,
  cause?: unknown,
): IcsError<"OBSERVER_STORE_FAILED"> {
  return new IcsError(
    "OBSERVER_STORE_FAILED",
    `The observation store ${path} could not ${operation} (${reason})\n${advice[reason]}`,
    { path, operation, reason },
    { retryable: reason === "busy" || reason === "disconnected", cause },
  );
}
