import { utcText } from "../../time-text.ts";
import type { Moment } from "../../timeline.ts";
import { latencyChart } from "../charts/latency-chart.ts";
import { meterChart } from "../charts/meter-chart.ts";
import { addressMarkup, countText, secondsText, shortText } from "../format.ts";
import { html, type Markup } from "../html.ts";
import type { MeterReading, ReportData, ReportedSlash, ReportedVsc } from "../report-data.ts";
import { behindChart, type Column, momentColumns, momentMarkup, table } from "../table.ts";
import type { Section } from "./section.ts";

const vscColumns: readonly Column<ReportedVsc>[] = [
  { head: "Sequence", cell: ({ sequence }) => sequence, isNumber: true },
  { head: "Update id", cell: ({ sent, received }) => (sent ?? received)?.packet.valsetUpdateId, isNumber: true },
  { head: "Status", cell: vscStatus },
  { head: "Changes", cell: ({ sent, received }) => (sent ?? received)?.packet.validatorUpdates.length, isNumber: true },
  {
    head: "Slash acks",
    cell: ({ sent, received }) => (sent ?? received)?.packet.slashAcknowledgements.length,
    isNumber: true,
  },
  { head: "Sent", cell: ({ sent }) => momentMarkup(sent) },
  { head: "Received", cell: ({ received }) => momentMarkup(received) },
  { head: "after", cell: ({ latency }) => secondsText(latency.sentToReceivedSeconds), isNumber: true },
  { head: "Signs from", cell: ({ applied }) => applied?.effectiveHeight, isNumber: true },
  { head: "Acknowledged", cell: ({ acknowledged }) => momentMarkup(acknowledged) },
  { head: "after", cell: ({ latency }) => secondsText(latency.sentToAcknowledgedSeconds), isNumber: true },
];

/** The ways of VSC packets, with their latencies. */
export async function vscSection({ vscPackets, clockSkew }: ReportData): Promise<Section> {
  const chart = await latencyChart(vscPackets);
  const numbers = table("VSC packets", vscColumns, vscPackets, "No VSC packet had a step in this range.");
  return {
    id: "vsc-packets",
    title: "VSC packets",
    content: html`${skewNote(clockSkew)}${chart === undefined ? numbers : html`${chart}${behindChart(numbers)}`}`,
  };
}

function vscStatus({ status, acknowledged, received }: ReportedVsc): Markup {
  const verdict = received?.verdict ?? acknowledged?.verdict;
  const error = verdict?.kind === "error" ? verdict.error : undefined;
  return html`<span class="status ${status}">${status}</span>${error !== undefined && html` ${shortText(error)}`}`;
}

function skewNote({
  negativeLatencies,
  consumerBehindSeconds,
  consumerAheadSeconds,
}: ReportData["clockSkew"]): Markup | false {
  if (negativeLatencies === 0) return false;
  const parts = [
    consumerBehindSeconds > 0 && `at least ${secondsText(consumerBehindSeconds)} behind`,
    consumerAheadSeconds > 0 && `at least ${secondsText(consumerAheadSeconds)} ahead of`,
  ].filter((part) => part !== false);
  // Block times are those of the votes for the block before, so that a little says nothing of the clocks.
  const isNotable = Math.max(consumerBehindSeconds, consumerAheadSeconds) > 10;
  return html`<p class="${isNotable ? "note" : "hint"}">The two chains' block times differ: by ${countText(negativeLatencies, "packet")} the consumer's are ${parts.join(" and, at another time, ")} the provider's. Seconds between the chains are as their blocks say, and can be negative.</p>`;
}

const slashColumns: readonly Column<ReportedSlash>[] = [
  { head: "Asked for", cell: ({ requested }) => momentMarkup(requested) },
  { head: "Validator", cell: ({ consumerConsensusAddress }) => addressMarkup(consumerConsensusAddress) },
  { head: "For", cell: ({ infraction }) => infraction },
  {
    head: "Packets and verdicts",
    cell: ({ tries }) =>
      tries.length === 0
        ? "queued"
        : html`<ol class="tries">${tries.map(({ sequence, sent, verdict }) => html`<li>#${sequence} ${momentMarkup(sent)} <span class="status ${verdict}">${verdict}</span></li>`)}</ol>`,
  },
  { head: "Outcome", cell: ({ outcome }) => slashOutcomeText(outcome) },
  {
    head: "What followed",
    cell: ({ outcome }) => [
      consequence("jailed", outcome?.jailed),
      consequence("power gone on the provider", outcome?.providerPowerGone),
      consequence("power gone on the consumer", outcome?.consumerPowerGone),
    ],
  },
];

function consequence(name: string, moment: Moment | undefined): Markup | undefined {
  return moment && html`<div class="consequence">${name} ${momentMarkup(moment)}</div>`;
}

function slashOutcomeText(outcome: ReportedSlash["outcome"]): string {
  if (outcome === undefined) return "queued";
  return outcome.dropReason === undefined ? outcome.status : `${outcome.status}: ${outcome.dropReason}`;
}

const meterColumns: readonly Column<MeterReading>[] = [
  ...momentColumns<MeterReading>(),
  { head: "Meter", cell: ({ slashMeter }) => slashMeter, isNumber: true },
  { head: "Allowance", cell: ({ slashMeterAllowance }) => slashMeterAllowance, isNumber: true },
];

/** Punishments that the consumer asked for, and the meter that lets them through. */
export async function slashSection({ slashRequests, slashMeter, summary }: ReportData): Promise<Section> {
  const chart = await meterChart(slashMeter);
  const { meter, allowance, nextReplenishTime } = summary.slash;
  return {
    id: "slash-requests",
    title: "Slash requests",
    content: html`${table("Punishments that the consumer asked for", slashColumns, slashRequests, "The consumer asked for no punishment.")}
${meter !== undefined && html`<p>At the last reading the slash meter was ${meter} of ${allowance}${nextReplenishTime && `, to be refilled at ${utcText(nextReplenishTime)}`}.</p>`}
${chart && html`${chart}${behindChart(table("The slash meter", meterColumns, slashMeter, ""))}`}`,
  };
}
