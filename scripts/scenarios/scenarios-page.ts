import type { ScenarioFile } from "./scenario-files.ts";
import { scenarioGroups } from "./scenario-files.ts";
import type { ScenarioSummary } from "./summary.ts";

/** The page `docs/scenarios.md`: a table per group, of the files' headers and of what their runs took. */
export function scenariosPage(scenarios: readonly ScenarioFile[], runs: readonly ScenarioSummary[]): string {
  const row = ({ name, ids, proves, rule }: ScenarioFile): string => {
    const run = runs.find((candidate) => candidate.name === name);
    const file = `[${name}](../test/e2e/${name}.test.ts)`;
    return `| ${ids.join(", ")} | ${file} | ${proves} | ${rule} | ${secondsText(run)} |`;
  };
  const tables = scenarioGroups.map((group) => {
    const rows = scenarios.filter((scenario) => scenario.group === group).map(row);
    const head = "| | scenario | what it proves | the protocol's rule | seconds | tests |\n| - | - | - | - | -: | -: |";
    return `## ${group}\n\n${head}\n${rows.join("\n")}\n`;
  });
  return `# Scenarios

What interchain-security does, proven on its real binaries. \`npm run scenarios\` runs them; every one is also judged by
the observer's invariants. Paths without a repository are in interchain-security v7.0.1. The seconds are the
median on two cores: of the whole file, with the start of Jest, and of each of its tests, with the start of the chains. The
first test of a topology makes the checkpoint too, from which the others are restored. This page is written by \`npm run scenarios -- --page\`.

${tables.join("\n")}`;
}

function secondsText(run: ScenarioSummary | undefined): string {
  if (run === undefined) return " | ";
  return `${run.medianSeconds} | ${run.tests.map(({ medianSeconds }) => medianSeconds).join(", ")}`;
}
