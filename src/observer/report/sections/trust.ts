import { shortText } from "../format.ts";
import { html } from "../html.ts";
import type { ReportData, ReportedInvariant } from "../report-data.ts";
import { momentColumns, table } from "../table.ts";
import { noteColumns } from "./life.ts";
import type { Section } from "./section.ts";

/** Every invariant with how it went, and what broke one. */
export function invariantsSection({ invariants }: ReportData): Section {
  const violations = invariants.flatMap(({ name, violations: list }) => list.map((entry) => ({ ...entry, name })));
  return {
    id: "invariants",
    title: "Invariants",
    content: html`<ul class="invariants">${invariants.map(invariantItem)}</ul>
${table(
  "What must never happen, and did",
  [
    { head: "Chain", cell: ({ chain }) => chain },
    ...momentColumns<(typeof violations)[number]>(),
    { head: "Invariant", cell: ({ name }) => html`<code>${name}</code>` },
    { head: "Reason", cell: ({ reason }) => shortText(reason) },
  ],
  violations,
  "Every invariant held after every event.",
)}`,
  };
}

function invariantItem({ name, violations }: ReportedInvariant) {
  const isHeld = violations.length === 0;
  return html`<li class="${isHeld ? "held" : "broken"}"><span aria-hidden="true">${isHeld ? "✓" : "✗"}</span> <code>${name}</code> ${isHeld ? "held" : `broken ${violations.length} times`}</li>`;
}

/** Proven misdeeds of the consumer's validators. */
export function evidenceSection({ evidence }: ReportData): Section {
  return {
    id: "evidence",
    title: "Evidence",
    content: table(
      "Misdeeds proven to the provider",
      noteColumns("Submitted by"),
      evidence,
      "No evidence was submitted in this range.",
    ),
  };
}

/** What is not known, and what contradicts itself. */
export function gapsSection({ gaps, disagreements }: ReportData): Section {
  return {
    id: "gaps",
    title: "Gaps and disagreements",
    content: html`${table("What could not be observed", noteColumns("Where"), gaps, "No block and no state is known to be missing.")}
${table("State against events", noteColumns("About"), disagreements, "State never contradicted the events.")}`,
  };
}
