import { countText, median, secondsText, shortText, timeText } from "../format.ts";
import { html, type Markup } from "../html.ts";
import type { ReportData, ReportedChain } from "../report-data.ts";

const verdicts = {
  secured: "Secured",
  pending: "Not secured yet",
  "at-risk": "At risk",
  unknown: "Not known",
  unsecured: "Not secured",
} as const;

/** The head of the page: what consumer, which blocks, the verdict with its reasons, and the figures that matter most. */
export function overview(data: ReportData): Markup {
  const { summary, consumerId } = data;
  const { verdict, reasons } = summary.health;
  const chainId = data.consumer?.chainId ?? summary.chainId;
  return html`<header>
<p class="eyebrow">Interchain Security report</p>
<h1>Consumer ${consumerId}${chainId !== undefined && html` <span class="chain">${shortText(chainId)}</span>`}</h1>
<dl class="range">${chainRange("Provider", data.provider)}${chainRange("Consumer", data.consumer)}
<div><dt>Written</dt><dd>${timeText(data.generatedAt)} UTC</dd></div></dl>
</header>
<section id="verdict" class="verdict ${verdict}" aria-labelledby="verdict-head">
<h2 id="verdict-head"><span class="mark" aria-hidden="true"></span>${verdicts[verdict]} <span class="at">at the end of the range</span></h2>
${reasons.length === 0 ? html`<p>Nothing speaks against it.</p>` : html`<ul>${reasons.map(({ code, text, since }) => html`<li><code>${code}</code> ${shortText(text)}${since !== undefined && html` <span class="quiet">since ${timeText(since)}</span>`}</li>`)}</ul>`}
</section>
${tiles(data)}`;
}

function chainRange(role: string, chain: ReportedChain | undefined): Markup {
  if (chain === undefined) return html`<div><dt>${role}</dt><dd>nothing observed in this range</dd></div>`;
  const { chainId, first, last, from, to } = chain;
  const asked =
    from === undefined && to === undefined ? "" : `, asked for ${from ?? "the first"} to ${to ?? "the last"}`;
  return html`<div><dt>${role}</dt><dd><strong>${shortText(chainId)}</strong>, events at heights ${first?.height} to ${last?.height}${asked}
<span class="quiet">${first && timeText(first.time)} – ${last && timeText(last.time)} UTC</span></dd></div>`;
}

function tiles(data: ReportData): Markup {
  const { vscPackets, slashRequests, validatorSets, gaps, disagreements, summary } = data;
  const violations = data.invariants.reduce((sum, invariant) => sum + invariant.violations.length, 0);
  const latencies = vscPackets.flatMap(({ latency }) => latency.sentToReceivedSeconds ?? []);
  const open = vscPackets.filter(({ status }) => status === "sent").length;
  const executed = slashRequests.filter(({ outcome }) => outcome?.status === "executed").length;
  const lastSet = validatorSets.at(-1);
  return html`<dl class="tiles">
${tile("Phase", sentenceCase(summary.phase ?? "not known"), summary.phaseSince && `since height ${summary.phaseSince.height}`)}
${tile("VSC packets", String(vscPackets.length), open === 0 ? "none on its way" : `${open} on their way`)}
${tile("Received after", secondsText(median(latencies)), latencies.length === 0 ? "none received" : `median of ${latencies.length}`)}
${tile("Validators", lastSet ? String(lastSet.validators) : "–", lastSet && `${countText(validatorSets.length - 1, "change")} of the set`)}
${tile("Slash requests", String(slashRequests.length), `${executed} executed`)}
${tile("Broken invariants", String(violations), `of ${data.invariants.length} checked`, violations > 0)}
${tile("Gaps", String(gaps.length), disagreements.length > 0 ? countText(disagreements.length, "disagreement") : "no disagreement", gaps.length + disagreements.length > 0)}
</dl>`;
}

function tile(name: string, value: string, more: string | undefined, isBad = false): Markup {
  return html`<div class="tile${isBad && " bad"}"><dt>${name}</dt><dd>${value}${more !== undefined && html`<small>${more}</small>`}</dd></div>`;
}

/** "LAUNCHED" as "Launched". */
function sentenceCase(word: string): string {
  return `${word.slice(0, 1).toUpperCase()}${word.slice(1).toLowerCase()}`;
}
