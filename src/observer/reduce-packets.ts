import { fromBase64 } from "@cosmjs/encoding";
import { consensusAddressBytes } from "../ccv/consensus-address.ts";
import type { SlashPacket } from "../ccv/slash-packet.ts";
import type { ValidatorSet } from "../ccv/validator-set.ts";
import { momentOf } from "./moment.ts";
import { changePowers } from "./reduce-sets.ts";
import { slashVerdictStatus } from "./slash-outcome.ts";
import type { Reducers } from "./timeline-draft.ts";

/** The ways of packets in both directions. */
export const packetReducers: Reducers = {
  vscPacketSent: (draft, event) => {
    const { packet, timeoutTime } = event;
    draft.changeVsc(event.sequence, { sent: { ...momentOf(event), packet, timeoutTime } });
    draft.count("vsc", "sent");
    const { computedSet } = draft.values;
    if (computedSet === undefined) return;
    const set = draft.map(computedSet);
    changePowers(set, packet.validatorUpdates);
    draft.values.computedSet = set;
  },
  vscPacketReceived: (draft, event) => {
    const { sequence, packet, verdict, timeoutTime } = event;
    draft.changeVsc(sequence, { received: { ...momentOf(event), packet, verdict, timeoutTime } });
    draft.count("vsc", "received");
    if (verdict.kind === "error") draft.count("vsc", "refused");
    const { last: previous } = draft.values.receivedSequences;
    draft.values.receivedSequences = previous === undefined ? { last: sequence } : { last: sequence, previous };
  },
  vscPacketAcknowledged: (draft, event) => {
    draft.changeVsc(event.sequence, { acknowledged: { ...momentOf(event), verdict: event.verdict } });
    draft.count("vsc", "acknowledged");
  },
  vscPacketTimedOut: (draft, event) => {
    draft.changeVsc(event.sequence, { timedOut: momentOf(event) });
    draft.count("vsc", "timedOut");
  },
  slashPacketSent: (draft, event) => {
    const { packet, timeoutTime } = event;
    draft.changeSlash(event.sequence, { sent: { ...momentOf(event), packet, timeoutTime } });
    draft.count("slash", "sent");
  },
  slashPacketReceived: (draft, event) => {
    const { packet, verdict, executedOn, timeoutTime } = event;
    // The phase is read after the block's events, so that the last one known is that before this block.
    const phase = draft.values.phases.at(-1)?.phase;
    const isInSet = includes(draft.values.computedSet, packet);
    const received = { ...momentOf(event), packet, verdict, executedOn, timeoutTime, phase, isInSet };
    draft.changeSlash(event.sequence, { received });
    draft.count("slash", slashVerdictStatus(received));
  },
  slashPacketAcknowledged: (draft, event) => {
    draft.changeSlash(event.sequence, { acknowledged: { ...momentOf(event), verdict: event.verdict } });
  },
  slashPacketTimedOut: (draft, event) => {
    draft.changeSlash(event.sequence, { timedOut: momentOf(event) });
    draft.count("slash", "timedOut");
  },
};

function includes(set: ValidatorSet | undefined, { consumerAddressBytes }: SlashPacket): boolean | undefined {
  if (set === undefined) return undefined;
  const isWanted = (pubkey: string): boolean =>
    consensusAddressBytes(fromBase64(pubkey)).every((byte, index) => byte === consumerAddressBytes[index]);
  return set.keys().some(isWanted);
}
