import type { Invariant } from "./invariant.ts";

/** A chain's state is what its own events say. Known where state is read. */
export const stateAsEventsSay: Invariant = {
  name: "state-as-events-say",
  check: (_timeline, event) => {
    if (event.kind !== "stateDisagrees") return undefined;
    const { chainId, height, about, byEvents, byState } = event;
    return `${about} of ${chainId} at height ${height} is ${byState} by its state, and ${byEvents} by its events`;
  },
};
