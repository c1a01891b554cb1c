import { setChart } from "../charts/set-chart.ts";
import { addressMarkup, numberText, timeText } from "../format.ts";
import { html, type Markup } from "../html.ts";
import type { ReportData, ReportedSet } from "../report-data.ts";
import { behindChart, type Column, table } from "../table.ts";
import { noteColumns } from "./life.ts";
import type { Section } from "./section.ts";

/** Changes that one row of the table spells out. */
const mostChanges = 12;

const setColumns: readonly Column<ReportedSet>[] = [
  { head: "Signs from", cell: ({ effectiveHeight }) => effectiveHeight, isNumber: true },
  { head: "Time (UTC)", cell: ({ time }) => timeText(time) },
  { head: "By", cell: ({ by }) => (by === "read" ? "reading" : "VSC packet") },
  { head: "Validators", cell: ({ validators }) => validators, isNumber: true },
  { head: "Power", cell: ({ totalPower }) => numberText(totalPower), isNumber: true },
  { head: "Changes", cell: changes },
];

type ReportedValidator = ReportData["summary"]["validators"][number];

const validatorColumns: readonly Column<ReportedValidator>[] = [
  { head: "On the provider", cell: ({ providerConsensusAddress: address }) => address && addressMarkup(address) },
  { head: "On the consumer", cell: ({ consumerConsensusAddress }) => addressMarkup(consumerConsensusAddress) },
  { head: "Power by the provider", cell: ({ providerPower }) => power(providerPower), isNumber: true },
  { head: "by the consumer", cell: ({ consumerPower }) => power(consumerPower), isNumber: true },
];

/** The consumer's set over time, who is in it in the end, and what validators did. */
export async function validatorsSection(data: ReportData): Promise<Section> {
  const { validatorSets, consumer, summary } = data;
  const chart = await setChart(validatorSets, consumer?.last?.height ?? 0n);
  return {
    id: "validators",
    title: "Validators",
    content: html`${chart}${behindChart(table("Sets of the consumer", setColumns, validatorSets, "No set was seen."))}
${table("Validators at the end of the range", validatorColumns, summary.validators, "No validator of the consumer is known.")}
${table("Opt-ins, keys, commissions and jail", noteColumns("Validator"), data.validatorChanges, "No validator changed anything in this range.")}`,
  };
}

function changes({ powers, by }: ReportedSet): Markup {
  if (by === "read") return html`<span class="quiet">the whole set</span>`;
  const left = powers.length - mostChanges;
  const lines = powers
    .slice(0, mostChanges)
    .map(
      ({ consumerConsensusAddress, power: value }) =>
        html`<li>${addressMarkup(consumerConsensusAddress)} ${value === 0n ? "leaves" : numberText(value)}</li>`,
    );
  return html`<ul class="changes">${lines}${left > 0 && html`<li>and ${left} more</li>`}</ul>`;
}

function power(value: bigint | undefined): string {
  return value === undefined ? "–" : numberText(value);
}
