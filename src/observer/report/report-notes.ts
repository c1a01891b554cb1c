import { momentOf } from "../moment.ts";
import type { EventOf, Observation, ObserverEvent } from "../observer-event.ts";
import { utcText } from "../time-text.ts";
import { describeDifferences } from "./describe-differences.ts";
import type { ReportedNote } from "./report-data.ts";

/** The lists of a report that name single events. */
export type NoteList = "channelEnds" | "validatorChanges" | "ownerChanges" | "evidence" | "gaps" | "disagreements";

interface Note {
  readonly list: NoteList;
  readonly subject: string;
  readonly change: string;
  readonly detail?: string | undefined;
}

type Writers = { readonly [K in Observation["kind"]]?: (event: EventOf<K>) => Note };

const writers: Writers = {
  channelOpened: (event) => channelNote(event, "opened", `towards ${event.counterpartyChannelId}`),
  channelClosed: (event) => channelNote(event, "closed", closedBy[event.cause]),
  optedIn: ({ providerOperatorAddress: subject, consumerKey }) => ({
    list: "validatorChanges",
    subject,
    change: "opted in",
    detail: consumerKey && `with key ${consumerKey}`,
  }),
  optedOut: ({ providerOperatorAddress: subject }) => ({ list: "validatorChanges", subject, change: "opted out" }),
  consumerKeyAssigned: ({ providerOperatorAddress: subject, consumerKey }) => ({
    list: "validatorChanges",
    subject,
    change: "assigned a key",
    detail: consumerKey,
  }),
  consumerCommissionRateSet: ({ providerOperatorAddress: subject, commissionRate }) => ({
    list: "validatorChanges",
    subject,
    change: "set its commission",
    detail: commissionRate,
  }),
  validatorJailed: ({ providerConsensusAddress: subject, reason, evidence }) => ({
    list: "validatorChanges",
    subject,
    change: "jailed",
    detail: `${reason}, by ${evidence}`,
  }),
  validatorUnjailed: ({ providerOperatorAddress: subject }) => ({
    list: "validatorChanges",
    subject,
    change: "unjailed",
  }),
  consumerCreated: ({ ownerAddress, name }) => ({
    list: "ownerChanges",
    subject: ownerAddress,
    change: "consumer created",
    detail: name,
  }),
  consumerUpdated: (event) => ({
    list: "ownerChanges",
    subject: event.submitterAddress,
    change: "consumer updated",
    detail: describeUpdate(event),
  }),
  consumerRemoved: ({ submitterAddress }) => ({
    list: "ownerChanges",
    subject: submitterAddress,
    change: "consumer removed",
  }),
  powerShapingChanged: ({ from, to }) => ({
    list: "ownerChanges",
    subject: "state",
    change: from ? "power shaping changed" : "power shaping",
    detail: describeDifferences(from, to),
  }),
  infractionParametersChanged: ({ from, to }) => ({
    list: "ownerChanges",
    subject: "state",
    change: from ? "infraction parameters changed" : "infraction parameters",
    detail: describeDifferences(from, to),
  }),
  rewardDenomsChanged: ({ added, removed }) => ({
    list: "ownerChanges",
    subject: "governance",
    change: "reward denoms changed",
    detail: [...added.map((denom) => `+ ${denom}`), ...removed.map((denom) => `− ${denom}`)].join(", "),
  }),
  consumerDoubleVotingSubmitted: ({ submitterAddress: subject }) => ({
    list: "evidence",
    subject,
    change: "double vote on the consumer proven",
  }),
  consumerMisbehaviourSubmitted: ({ submitterAddress: subject, clientId, height1, height2 }) => ({
    list: "evidence",
    subject,
    change: "attack on a light client proven",
    detail: `client ${clientId}, headers ${height1} and ${height2}`,
  }),
  blocksMissing: ({ chainId: subject, fromHeight, toHeight, reason, detail }) => ({
    list: "gaps",
    subject,
    change: "blocks not observed",
    detail: `${fromHeight} to ${toHeight}: ${reason}${detail === undefined ? "" : ` (${detail})`}`,
  }),
  stateMissing: ({ chainId: subject, what, reason }) => ({
    list: "gaps",
    subject,
    change: `${what} ${notKept}`,
    detail: reason,
  }),
  chainRestarted: ({ chainId: subject, knownHeight, expectedHash, actualHash }) => ({
    list: "gaps",
    subject,
    change: "another chain has taken its place",
    detail: `block ${knownHeight} is ${actualHash}, not ${expectedHash}`,
  }),
  unreadable: ({ chainId: subject, eventType, reason }) => ({
    list: "gaps",
    subject,
    change: `${eventType} cannot be read`,
    detail: reason,
  }),
  stateDisagrees: ({ about: subject, byEvents, byState }) => ({
    list: "disagreements",
    subject,
    change: "state is not what events say",
    detail: `by events ${byEvents}; by state ${byState}`,
  }),
};

/** How notes on missing state end. */
export const notKept = "not kept by the node";

const closedBy = {
  timeout: "a packet timed out",
  self: "by its own chain",
  counterparty: "after the other end",
} as const;

/** What a report says of one event, and in which list; undefined for events that other parts of it are made of. */
export function reportNote(event: ObserverEvent): { readonly list: NoteList; readonly note: ReportedNote } | undefined {
  const write = writers[event.kind] as ((event: ObserverEvent) => Note) | undefined;
  const written = write?.(event);
  if (written === undefined) return undefined;
  const { list, subject, change, detail = "" } = written;
  return { list, note: { chain: event.chain, ...momentOf(event), subject, change, detail } };
}

function channelNote(event: EventOf<"channelOpened"> | EventOf<"channelClosed">, change: string, detail: string): Note {
  return { list: "channelEnds", subject: `${event.portId}/${event.channelId}`, change, detail };
}

function describeUpdate({ phase, name, spawnTime, topN }: EventOf<"consumerUpdated">): string {
  const parts = [
    `phase ${phase}`,
    name !== undefined && `name ${name}`,
    spawnTime !== undefined && `spawn time ${utcText(spawnTime)}`,
    topN !== undefined && `top N ${topN}`,
  ];
  return parts.filter((part) => part !== false).join(", ");
}
