import { execFile } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import Table from "cli-table3";
import { Command, InvalidArgumentError, Option } from "commander";
import { mutatedMark } from "../test/support/expect-state.ts";
import { junitXml } from "./scenarios/junit.ts";
import { runScenarios, type ScenarioRun } from "./scenarios/run-scenarios.ts";
import {
  readScenarioFiles,
  type ScenarioFile,
  type ScenarioGroup,
  scenarioGroups,
} from "./scenarios/scenario-files.ts";
import { scenariosPage } from "./scenarios/scenarios-page.ts";
import { judgeMutants, type SuiteSummary, summarize } from "./scenarios/summary.ts";

interface Flags {
  readonly group?: ScenarioGroup;
  readonly name?: string;
  readonly list?: true;
  readonly repeat: number;
  readonly parallel: number;
  readonly mutate?: true;
  readonly junit?: string;
  readonly json?: true;
  readonly page?: true;
  readonly pageFrom?: readonly string[];
}

const root = join(import.meta.dirname, "..");

const program = new Command("npm run scenarios --")
  .description("runs the scenarios of test/e2e on real binaries")
  .addOption(new Option("--group <group>", "only this group").choices(scenarioGroups))
  .option("--name <text>", "only scenarios with this in their name, or of this id, for instance S1")
  .option("--list", "tell which there are, and run none")
  .option(
    "--repeat <n>",
    "run each so often, and tell how often it failed; one SIGTERM ends it after the present round, two at once",
    wholeNumber,
    1,
  )
  .option("--parallel <n>", "run so many at a time, usually one for each core", wholeNumber, availableParallelism())
  .option("--mutate", "give each one wrong expectation: one that passes nevertheless has failed")
  .option("--junit <file>", "write JUnit XML")
  .option("--json", "print one JSON object on stdout at the end")
  .option("--page", "write docs/scenarios.md from this run")
  .option("--page-from <files...>", "write docs/scenarios.md from what --json printed before, and run none");

function wholeNumber(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number of 1 or more.");
}

function isWanted({ group, name, ids }: ScenarioFile, flags: Flags): boolean {
  const isNamed = flags.name === undefined || name.includes(flags.name) || ids.includes(flags.name);
  return isNamed && (flags.group === undefined || flags.group === group);
}

function listText(scenarios: readonly ScenarioFile[]): string {
  const table = new Table({
    style: { head: [], border: [] },
    head: ["id", "group", "scenario", "proves"],
    wordWrap: true,
    colWidths: [8, 12, 24, 72],
  });
  for (const { ids, group, name, proves } of scenarios) table.push([ids.join(", "), group, name, proves]);
  return table.toString();
}

function summaryText({ scenarios, passed, failed, skipped, seconds }: SuiteSummary): string {
  const table = new Table({
    style: { head: [], border: [] },
    head: ["scenario", "runs", "failed", "flake rate", "min s", "median s", "max s"],
  });
  for (const { name, runs, failed: fails, flakeRate, minSeconds, medianSeconds, maxSeconds } of scenarios) {
    const rate = `${(100 * flakeRate).toFixed(1)} %`;
    table.push([name, runs, fails, rate, minSeconds, medianSeconds, maxSeconds]);
  }
  return `${table.toString()}\n${passed} passed, ${failed} failed, ${skipped} skipped in ${seconds} s`;
}

async function runRounds(
  scenarios: readonly ScenarioFile[],
  flags: Flags,
  artifacts: string,
): Promise<ScenarioRun[][]> {
  const { parallel, repeat, mutate = false } = flags;
  const rounds: ScenarioRun[][] = [];
  let last = repeat;
  const ending = new AbortController();
  process.once("SIGINT", () => ending.abort());
  process.on("SIGTERM", () => {
    if (rounds.length + 1 >= last) return ending.abort();
    last = rounds.length + 1;
    console.error("This round is the last one; another SIGTERM ends it at once");
  });
  for (let round = 1; round <= last; round += 1) {
    if (repeat > 1) console.error(`round ${round} of ${repeat}`);
    const runs = await runScenarios(scenarios, { parallel, artifacts, mutate, signal: ending.signal });
    rounds.push([...(mutate ? judgeMutants(runs, mutatedMark) : runs)]);
  }
  return rounds;
}

async function writePage(scenarios: readonly ScenarioFile[], summaries: readonly SuiteSummary[]): Promise<void> {
  const runs = summaries.flatMap((summary) => summary.scenarios);
  const page = join(root, "docs", "scenarios.md");
  await writeFile(page, scenariosPage(scenarios, runs));
  await promisify(execFile)(join(root, "node_modules", ".bin", "biome"), ["format", "--write", page], { cwd: root });
}

async function main(): Promise<void> {
  const flags = program.parse().opts<Flags>();
  const all = await readScenarioFiles(join(root, "test", "e2e"));
  const scenarios = all.filter((scenario) => isWanted(scenario, flags));
  if (scenarios.length === 0) program.error("There is no such scenario: --list tells which there are.");
  if (flags.list) {
    console.log(flags.json ? JSON.stringify(scenarios) : listText(scenarios));
    return;
  }
  if (flags.pageFrom !== undefined) {
    const texts = await Promise.all(flags.pageFrom.map((file) => readFile(file, "utf8")));
    await writePage(
      all,
      texts.map((text) => JSON.parse(text) as SuiteSummary),
    );
    return;
  }
  const artifacts = join(root, "artifacts", `scenarios-${new Date().toISOString().replaceAll(/[:.]/g, "-")}`);
  await mkdir(artifacts, { recursive: true });
  const begun = performance.now();
  const drop = (): Promise<void> => rm(artifacts, { recursive: true, force: true });
  const rounds = await runRounds(scenarios, flags, artifacts).catch(async (error: unknown) => {
    await drop();
    throw error;
  });
  const summary = summarize(scenarios, rounds, (performance.now() - begun) / 1000);
  if (flags.junit !== undefined) await writeFile(flags.junit, junitXml(scenarios, rounds));
  if (flags.page) await writePage(all, [summary]);
  console.error(summaryText(summary));
  for (const { name, failures } of rounds.flat())
    for (const failure of failures) console.error(`\n${name}: ${failure}`);
  if (summary.failed > 0) console.error(`\nHomes, logs and events of failures: ${relative(process.cwd(), artifacts)}`);
  else await drop();
  if (flags.json) console.log(JSON.stringify(summary));
  process.exitCode = summary.failed === 0 ? 0 : 1;
}

try {
  await main();
} catch (error) {
  if (!(error instanceof DOMException && error.name === "AbortError")) throw error;
  console.error("Ended before its end: nothing is told of what had passed");
  process.exitCode = 130;
}
