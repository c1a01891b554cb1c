import { html, trusted } from "./html.ts";
import type { ReportData } from "./report-data.ts";
import { reportStyle } from "./report-style.ts";
import { channelsSection, phasesSection } from "./sections/life.ts";
import { overview } from "./sections/overview.ts";
import { ownerSection, rewardsSection } from "./sections/owner.ts";
import { slashSection, vscSection } from "./sections/packets.ts";
import { type Section, sectionMarkup } from "./sections/section.ts";
import { evidenceSection, gapsSection, invariantsSection } from "./sections/trust.ts";
import { validatorsSection } from "./sections/validators.ts";

/** Nothing in the page can run or load, whatever stands in it. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** The report as one HTML file that needs no script and no network. */
export async function renderReport(data: ReportData): Promise<string> {
  const sections: readonly Section[] = [
    phasesSection(data),
    await vscSection(data),
    await validatorsSection(data),
    await slashSection(data),
    channelsSection(data),
    ownerSection(data),
    rewardsSection(data),
    evidenceSection(data),
    invariantsSection(data),
    gapsSection(data),
  ];
  const title = `Consumer ${data.consumerId} of ${data.provider?.chainId ?? "its provider"}: report`;
  const { text } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${trusted(reportStyle)}</style>
</head>
<body>
<a class="skip" href="#verdict">To the verdict</a>
<div class="page">
<nav aria-label="Contents"><ul>${sections.map(({ id, title: name }) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>
<main>
${overview(data)}
${sections.map(sectionMarkup)}
<footer><p>Written by icskit from what the blocks and the state of both chains say. Times are those of blocks, in UTC. VSC packets carry changes of the validator set from the provider; slash packets ask it to punish.</p></footer>
</main>
</div>
</body>
</html>
`;
  return text;
}
