import { momentOf } from "./moment.ts";
import type { ValidatorTimeline } from "./timeline.ts";
import type { Reducers, TimelineDraft } from "./timeline-draft.ts";

/** What validators did and what was done to them. */
export const validatorReducers: Reducers = {
  optedIn: (draft, event) => {
    const moment = momentOf(event);
    const { consumerKey } = event;
    const key = consumerKey === undefined ? {} : { key: { ...moment, consumerKey } };
    changeValidator(draft, event.providerOperatorAddress, { optedIn: moment, ...key });
  },
  optedOut: (draft, event) => {
    changeValidator(draft, event.providerOperatorAddress, { optedOut: momentOf(event) });
  },
  consumerKeyAssigned: (draft, event) => {
    const key = { ...momentOf(event), consumerKey: event.consumerKey };
    changeValidator(draft, event.providerOperatorAddress, { key });
  },
  consumerCommissionRateSet: (draft, event) => {
    const commission = { ...momentOf(event), commissionRate: event.commissionRate };
    changeValidator(draft, event.providerOperatorAddress, { commission });
  },
  validatorJailed: (draft, event) => {
    const { providerConsensusAddress, evidence, reason } = event;
    const jailing = { ...momentOf(event), providerConsensusAddress, evidence, reason };
    draft.values.jailings = draft.appended(draft.values.jailings, jailing);
  },
  validatorUnjailed: (draft, event) => {
    const unjailing = { ...momentOf(event), providerOperatorAddress: event.providerOperatorAddress };
    draft.values.unjailings = draft.appended(draft.values.unjailings, unjailing);
  },
  slashRequested: (draft, event) => {
    const { consumerConsensusAddress, infraction, valsetUpdateId } = event;
    const request = { ...momentOf(event), consumerConsensusAddress, infraction, valsetUpdateId };
    draft.values.slashRequests = draft.appended(draft.values.slashRequests, request);
  },
  consumerDoubleVotingSubmitted: (draft, event) => {
    const evidence = { ...momentOf(event), submitterAddress: event.submitterAddress };
    draft.values.doubleVotes = draft.appended(draft.values.doubleVotes, evidence);
  },
  consumerMisbehaviourSubmitted: (draft, event) => {
    const { clientId, height1, height2, submitterAddress } = event;
    const evidence = { ...momentOf(event), clientId, height1, height2, submitterAddress };
    draft.values.misbehaviours = draft.appended(draft.values.misbehaviours, evidence);
  },
};

function changeValidator(draft: TimelineDraft, address: string, change: Partial<ValidatorTimeline>): void {
  const validators = draft.map(draft.values.validators);
  validators.set(address, { ...validators.get(address), providerOperatorAddress: address, ...change });
  draft.values.validators = validators;
}
