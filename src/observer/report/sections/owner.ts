import { shortText } from "../format.ts";
import { html } from "../html.ts";
import type { ReportData } from "../report-data.ts";
import { momentColumns, table } from "../table.ts";
import { noteColumns } from "./life.ts";
import type { Section } from "./section.ts";

type Rewards = ReportData["rewards"];

/** What the consumer's owner and governance set. */
export function ownerSection({ ownerChanges }: ReportData): Section {
  return {
    id: "owner",
    title: "Owner and parameters",
    content: table("What owner and governance set", noteColumns("By"), ownerChanges, "Nothing was set in this range."),
  };
}

/** Rewards on their way from fees to validators. */
export function rewardsSection({ rewards: { split, scheduled, distributed } }: ReportData): Section {
  return {
    id: "rewards",
    title: "Rewards",
    content: html`${table(
      "Fees split on the consumer",
      [
        ...momentColumns<Rewards["split"][number]>(),
        { head: "Fees", cell: ({ total }) => shortText(total), isNumber: true },
        { head: "For the provider", cell: ({ toProvider }) => shortText(toProvider), isNumber: true },
        { head: "Kept", cell: ({ fraction }) => shortText(fraction), isNumber: true },
      ],
      split,
      "No fees were split in this range.",
    )}
${table(
  "Arrived on the provider",
  [
    ...momentColumns<Rewards["scheduled"][number]>(),
    { head: "Amount", cell: ({ amount }) => amount, isNumber: true },
    { head: "Denom", cell: ({ denom }) => html`<code>${shortText(denom)}</code>` },
  ],
  scheduled,
  "No rewards arrived in this range.",
)}
${table(
  "Distributed on the provider",
  [
    ...momentColumns<Rewards["distributed"][number]>(),
    { head: "Total", cell: ({ total }) => shortText(total), isNumber: true },
    { head: "To validators", cell: ({ distributed: coins }) => shortText(coins), isNumber: true },
    { head: "To the community pool", cell: ({ communityPool }) => shortText(communityPool), isNumber: true },
  ],
  distributed,
  "No rewards were distributed in this range.",
)}`,
  };
}
