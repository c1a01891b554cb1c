import { secondsText, shortText, timeText } from "../format.ts";
import { html } from "../html.ts";
import type { ReportData, ReportedNote } from "../report-data.ts";
import { type Column, momentColumns, momentMarkup, table } from "../table.ts";
import type { Section } from "./section.ts";

/** Columns of a list of notes. */
export function noteColumns(subject: string): readonly Column<ReportedNote>[] {
  return [
    { head: "Chain", cell: ({ chain }) => chain },
    ...momentColumns<ReportedNote>(),
    { head: subject, cell: (note) => html`<code>${shortText(note.subject)}</code>` },
    { head: "What", cell: ({ change }) => shortText(change) },
    { head: "More", cell: ({ detail }) => html`<span class="free">${shortText(detail)}</span>` },
  ];
}

/** Phases, and launches that failed. */
export function phasesSection({ phases, launchFailures, summary }: ReportData): Section {
  return {
    id: "phases",
    title: "Phases",
    content: html`${
      phases.length > 0 &&
      html`<ol class="phases">${phases.map((entry) => html`<li><strong class="phase">${entry.phase}</strong> ${momentMarkup(entry)}</li>`)}</ol>`
    }${phases.length === 0 && html`<p class="empty">No change of phase in this range${summary.phase && `; it is ${summary.phase}`}.</p>`}
${summary.removalTime && html`<p>It is deleted at ${timeText(summary.removalTime)} UTC.</p>`}
${table(
  "Launches that failed",
  [
    ...momentColumns<ReportData["launchFailures"][number]>(),
    { head: "Reason", cell: ({ reason }) => html`<code>${reason}</code>` },
    { head: "Spawn time", cell: ({ spawnTime }) => spawnTime && timeText(spawnTime) },
    { head: "Opted in", cell: ({ optedIn }) => optedIn.length, isNumber: true },
  ],
  launchFailures,
  "No launch failed.",
)}`,
  };
}

/** Both ends of the CCV channel and what they mean, other channels, and the light clients. */
export function channelsSection(data: ReportData): Section {
  const { channel } = data.summary;
  return {
    id: "channels",
    title: "Channels and light clients",
    content: html`<p><strong class="phase">${channel.status}</strong> ${channel.meaning}.${
      channel.frozenSince !== undefined && ` The set that signs since height ${channel.frozenSince} is frozen.`
    }</p>
${table("Ends of channels that opened or closed", noteColumns("Channel"), data.channelEnds, "No end of a channel opened or closed in this range.")}
${table(
  "Light clients by the last reading of state",
  [
    { head: "On", cell: ({ chain }) => chain },
    { head: "Client", cell: ({ clientId }) => html`<code>${shortText(clientId)}</code>` },
    { head: "Status", cell: ({ status }) => status },
    { head: "Knows height", cell: ({ latestHeight }) => latestHeight, isNumber: true },
    { head: "Trusting period", cell: ({ trustingPeriodSeconds }) => secondsText(trustingPeriodSeconds) },
    { head: "Expires (UTC)", cell: ({ expiresAt }) => expiresAt && timeText(expiresAt) },
    { head: "Read at", cell: ({ readAt }) => momentMarkup(readAt) },
  ],
  data.clients,
  "State was not read beside the events.",
)}`,
  };
}
