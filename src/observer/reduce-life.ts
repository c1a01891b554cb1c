import { momentOf } from "./moment.ts";
import type { ChainRole, EventOf } from "./observer-event.ts";
import type { ChannelTimeline, Missing } from "./timeline.ts";
import type { Reducers, TimelineDraft } from "./timeline-draft.ts";

/** Phases, channels, and what could not be observed. */
export const lifeReducers: Reducers = {
  consumerPhaseChanged: (draft, event) => {
    draft.values.phases = draft.appended(draft.values.phases, { ...momentOf(event), phase: event.to });
  },
  launchFailed: (draft, event) => {
    const { reason, spawnTime, optedIn } = event;
    const failure = { ...momentOf(event), reason, spawnTime, optedIn };
    draft.values.launchFailures = draft.appended(draft.values.launchFailures, failure);
  },
  consumerClientCreated: (draft, event) => {
    draft.values.initialHeight = BigInt(event.initialHeight.split("-").at(-1) || 0);
  },
  channelOpened: (draft, event) => changeChannel(draft, event, { opened: momentOf(event) }),
  channelClosed: (draft, event) => {
    changeChannel(draft, event, { closed: { ...momentOf(event), cause: event.cause } });
  },
  blocksMissing: (draft, event) => {
    const { kind, fromHeight, toHeight, reason, detail } = event;
    // What was applied or sent in between is unknown: sets are followed anew.
    if (event.chain === "provider") draft.values.computedSet = undefined;
    else {
      draft.values.consumerSet = { scheduled: [] };
      draft.values.receivedSequences = {};
    }
    const said = detail === undefined ? {} : { detail };
    addMissing(draft, event.chain, { ...momentOf(event), kind, fromHeight, toHeight, reason, ...said });
  },
  stateMissing: (draft, event) => {
    const { kind, what, reason } = event;
    addMissing(draft, event.chain, { ...momentOf(event), kind, what, reason });
  },
  chainRestarted: (draft, event) => {
    const { chain, knownHeight, expectedHash, actualHash } = event;
    const { restarts } = draft.values;
    const restart = { ...momentOf(event), knownHeight, expectedHash, actualHash };
    draft.values.restarts = { ...restarts, [chain]: draft.appended(restarts[chain], restart) };
  },
};

/** A node without old state says so at each reading: that must not make blocks forgotten that what comes later is judged by. */
function addMissing(draft: TimelineDraft, chain: ChainRole, entry: Missing): void {
  const { missing } = draft.values;
  const entries = draft.appendedSparing(missing[chain], entry, ({ kind }) => kind === "stateMissing");
  draft.values.missing = { ...missing, [chain]: entries };
}

function changeChannel(
  draft: TimelineDraft,
  event: EventOf<"channelOpened"> | EventOf<"channelClosed">,
  change: Partial<ChannelTimeline>,
): void {
  const { chain, portId, channelId, counterpartyChannelId } = event;
  const key = `${portId}/${channelId}`;
  const ends = draft.map(draft.values.channels[chain]);
  ends.set(key, { ...ends.get(key), portId, channelId, counterpartyChannelId, ...change });
  draft.values.channels = { ...draft.values.channels, [chain]: ends };
}
