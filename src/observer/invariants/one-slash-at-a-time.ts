import { isMissingBetween } from "../missing.ts";
import type { Invariant } from "./invariant.ts";

/** A consumer sends its next slash packet only when it knows the verdict on the one before. */
export const oneSlashAtATime: Invariant = {
  name: "one-slash-at-a-time",
  check: ({ slashPackets, missing }, event) => {
    if (event.kind !== "slashPacketSent") return undefined;
    const before = slashPackets.get(event.sequence - 1n);
    if (before?.sent === undefined || before.acknowledged !== undefined) return undefined;
    if (isMissingBetween(missing.consumer, before.sent.height, event.height)) return undefined;
    return `slash packet ${event.sequence} was sent while packet ${before.sequence} was waiting for its verdict`;
  },
};
