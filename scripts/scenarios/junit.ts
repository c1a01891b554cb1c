import type { ScenarioRun } from "./run-scenarios.ts";
import type { ScenarioFile } from "./scenario-files.ts";

/** Runs as JUnit XML: a suite per group, a case per scenario and round. */
export function junitXml(scenarios: readonly ScenarioFile[], rounds: readonly (readonly ScenarioRun[])[]): string {
  const groups = [...new Set(scenarios.map(({ group }) => group))];
  const suites = groups.map((group) => {
    const names = scenarios.filter((scenario) => scenario.group === group).map(({ name }) => name);
    const runs = rounds.flat().filter(({ name }) => names.includes(name));
    const count = (status: ScenarioRun["status"]): number => runs.filter((run) => run.status === status).length;
    const seconds = runs.reduce((sum, run) => sum + run.seconds, 0);
    const counts = `tests="${runs.length}" failures="${count("failed")}" skipped="${count("skipped")}"`;
    const cases = runs.map((run) => `    ${caseXml(group, run)}`).join("\n");
    return `  <testsuite name="${group}" ${counts} time="${seconds.toFixed(3)}">\n${cases}\n  </testsuite>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join("\n")}\n</testsuites>\n`;
}

function caseXml(group: string, { name, status, seconds, failures }: ScenarioRun): string {
  const open = `<testcase classname="${group}" name="${escapeXml(name)}" time="${seconds.toFixed(3)}"`;
  if (status === "passed") return `${open}/>`;
  if (status === "skipped") return `${open}><skipped/></testcase>`;
  const [first = "failed"] = failures;
  const message = escapeXml(first.split("\n")[0] ?? "");
  return `${open}><failure message="${message}">${escapeXml(failures.join("\n\n"))}</failure></testcase>`;
}

/** Also without the control characters that XML cannot have, such as those that colour a terminal. */
function escapeXml(text: string): string {
  const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text
    .replaceAll(/\p{Cc}/gu, (character) => (/[\t\n\r]/.test(character) ? character : ""))
    .replaceAll(/[&<>"]/g, (character) => entities[character] ?? "");
}
