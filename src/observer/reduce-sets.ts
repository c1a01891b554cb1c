import { toBase64 } from "@cosmjs/encoding";
import { applyValidatorUpdates, createValidatorSet, type ValidatorUpdate } from "../ccv/validator-set.ts";
import { isMissingBetween } from "./missing.ts";
import { momentOf } from "./moment.ts";
import type { EventOf } from "./observer-event.ts";
import type { ConsumerSetTimeline, Moment } from "./timeline.ts";
import type { Reducers, TimelineDraft } from "./timeline-draft.ts";

/** Validator sets of both chains. */
export const setReducers: Reducers = {
  initialValidatorsRead: (draft, event) => {
    const { missing, phases } = draft.values;
    draft.values.initialSet = createValidatorSet(event.validators);
    // The phase of the launch stands last. In a gap since the one before, changes of the first set may have been sent.
    const mayBeOld = isMissingBetween(missing.provider, phases.at(-2)?.height ?? 0n, event.height);
    draft.values.computedSet = mayBeOld ? undefined : draft.values.initialSet;
  },
  validatorSetApplied: (draft, event) => {
    const { updates, effectiveHeight, sequences } = event;
    const moment = momentOf(event);
    for (const sequence of sequences) draft.changeVsc(sequence, { applied: { ...moment, effectiveHeight } });
    losePower(draft, event.chain, updates, moment);
    const { consumerSet } = draft.values;
    const scheduled = draft.list(consumerSet.scheduled);
    scheduled.push({ effectiveHeight, updates });
    draft.values.consumerSet = { ...consumerSet, scheduled };
  },
  validatorSetRead: (draft, event) => {
    draft.values.consumerSet = withReading(draft.values.consumerSet, event);
  },
  powerChanged: (draft, event) => {
    losePower(draft, event.chain, event.updates, momentOf(event));
  },
};

/** Changes the powers of a set in place. */
export function changePowers(set: Map<string, bigint>, updates: readonly ValidatorUpdate[]): void {
  for (const { pubkey, power } of updates) {
    if (power > 0n) set.set(toBase64(pubkey), power);
    else set.delete(toBase64(pubkey));
  }
}

function losePower(
  draft: TimelineDraft,
  chain: "provider" | "consumer",
  updates: readonly ValidatorUpdate[],
  moment: Moment,
): void {
  const gone = updates.filter(({ power }) => power === 0n);
  if (gone.length === 0) return;
  const { powerLosses } = draft.values;
  const losses = draft.appended(powerLosses[chain], ...gone.map(({ pubkey }) => ({ ...moment, pubkey })));
  draft.values.powerLosses = { ...powerLosses, [chain]: losses };
}

function withReading(known: ConsumerSetTimeline, event: EventOf<"validatorSetRead">): ConsumerSetTimeline {
  const { height } = event;
  const actual = createValidatorSet(event.validators);
  const scheduled = known.scheduled.filter(({ effectiveHeight }) => effectiveHeight > height);
  if (known.base === undefined) {
    return { base: { height, set: actual }, scheduled, lastRead: { height, expected: actual, actual } };
  }
  const due = known.scheduled.filter(({ effectiveHeight }) => effectiveHeight <= height);
  const before = known.lastRead?.expected ?? known.base.set;
  const expected = due.reduce((set, { updates }) => applyValidatorUpdates(set, updates), before);
  return { base: known.base, scheduled, lastRead: { height, expected, actual } };
}
