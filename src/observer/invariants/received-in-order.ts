import type { Invariant } from "./invariant.ts";

/** A consumer receives each VSC packet once, in the order sent: the CCV channel is ordered. */
export const receivedInOrder: Invariant = {
  name: "received-in-order",
  check: ({ receivedSequences: { last, previous } }, event) => {
    if (event.kind !== "vscPacketReceived" || previous === undefined || last === previous + 1n) return undefined;
    return `the consumer received VSC packet ${last} after packet ${previous}`;
  },
};
