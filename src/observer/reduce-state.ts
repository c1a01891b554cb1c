import { momentOf } from "./moment.ts";
import type { Reducers } from "./timeline-draft.ts";

/** What was read from state beside the events. */
export const stateReducers: Reducers = {
  providerStateRead: (draft, { kind: _kind, chain: _chain, chainId: _chainId, ...reading }) => {
    draft.values.state = { ...draft.values.state, provider: reading };
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
