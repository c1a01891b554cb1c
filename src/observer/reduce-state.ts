import { createValidatorSet } from "../ccv/validator-set.ts";
import { momentOf } from "./moment.ts";
import type { Reducers } from "./timeline-draft.ts";

/** What was read from state beside the events. */
export const stateReducers: Reducers = {
  providerStateRead: (draft, { kind: _kind, chain: _chain, chainId: _chainId, ...reading }) => {
    draft.values.state = { ...draft.values.state, provider: reading };
    const { computedSet, missing } = draft.values;
    const isSettled = reading.phase === "LAUNCHED" && reading.pendingValsetUpdateIds.length === 0;
    // What was sent in a gap is in the state and in no event: nothing would tell when the consumer has it all.
    const hasGap = missing.provider.some(({ kind }) => kind === "blocksMissing");
    if (computedSet === undefined && isSettled && !hasGap) {
      draft.values.computedSet = createValidatorSet(reading.validators);
    }
  },
  consumerStateRead: (draft, { kind: _kind, chain: _chain, chainId: _chainId, ...reading }) => {
    draft.values.state = { ...draft.values.state, consumer: reading };
  },
  stateDisagrees: (draft, event) => {
    const { chain, about, byEvents, byState } = event;
    const { disagreements } = draft.values;
    const entry = { ...momentOf(event), about, byEvents, byState };
    draft.values.disagreements = { ...disagreements, [chain]: draft.appended(disagreements[chain], entry) };
  },
};
