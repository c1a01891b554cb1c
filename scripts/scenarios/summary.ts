import { spread } from "../../bench/statistics.ts";
import type { ScenarioRun } from "./run-scenarios.ts";
import type { ScenarioFile } from "./scenario-files.ts";

/** All runs of one scenario. */
export interface ScenarioSummary {
  readonly name: string;
  readonly ids: readonly string[];
  readonly group: string;
  readonly runs: number;
  readonly failed: number;
  /** Failed runs, as a part of all. */
  readonly flakeRate: number;
  readonly minSeconds: number;
  readonly medianSeconds: number;
  readonly maxSeconds: number;
  /** What its tests took, each from its checkpoint on, in the order of the file. */
  readonly tests: readonly TestSummary[];
}

/** The runs of one test that passed. */
export interface TestSummary {
  readonly title: string;
  readonly minSeconds: number;
  readonly medianSeconds: number;
  readonly maxSeconds: number;
}

/** What `--json` ends with; a scenario has failed where one of its runs has. */
export interface SuiteSummary {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
  readonly scenarios: readonly ScenarioSummary[];
}

/** Sums rounds of runs up. */
export function summarize(
  scenarios: readonly ScenarioFile[],
  rounds: readonly (readonly ScenarioRun[])[],
  seconds: number,
): SuiteSummary {
  const all = rounds.flat();
  const of = (name: string): readonly ScenarioRun[] => all.filter((run) => run.name === name);
  const isSkipped = (name: string): boolean => of(name).every(({ status }) => status === "skipped");
  const isFailed = (name: string): boolean => of(name).some(({ status }) => status === "failed");
  const names = scenarios.map(({ name }) => name);
  const failed = names.filter(isFailed).length;
  const skipped = names.filter(isSkipped).length;
  return {
    passed: names.length - failed - skipped,
    failed,
    skipped,
    seconds: round(seconds),
    scenarios: scenarios.map(({ name, ids, group }) => summarizeOne({ name, ids, group }, of(name))),
  };
}

function summarizeOne(
  scenario: Pick<ScenarioSummary, "name" | "ids" | "group">,
  runs: readonly ScenarioRun[],
): ScenarioSummary {
  const tests = Map.groupBy(
    runs.flatMap(({ passedTests }) => passedTests),
    ({ title }) => title,
  );
  const failed = runs.filter(({ status }) => status === "failed").length;
  return {
    ...scenario,
    runs: runs.length,
    failed,
    flakeRate: runs.length === 0 ? 0 : failed / runs.length,
    ...secondsOf(runs),
    tests: [...tests].map(([title, passed]) => ({ title, ...secondsOf(passed) })),
  };
}

function secondsOf(runs: readonly { readonly seconds: number }[]): Omit<TestSummary, "title"> {
  const times = runs.length === 0 ? [0] : runs.map(({ seconds }) => seconds);
  const { min: minSeconds, median: medianSeconds, max: maxSeconds } = spread(times, 1);
  return { minSeconds, medianSeconds, maxSeconds };
}

function round(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}

/**
 * What the mutation check makes of runs with a wrong expectation in each test: one of which every test failed for it has
 * passed, and any other has failed.
 */
export function judgeMutants(runs: readonly ScenarioRun[], mark: string): readonly ScenarioRun[] {
  return runs.map((run) => {
    const others = run.failures.filter((failure) => !failure.includes(mark));
    const survived = run.passedTests.map(({ title }) => `It passes with a wrong expectation: ${title}`);
    const failures = [...others, ...survived];
    if (run.status === "failed" && failures.length === 0) return { ...run, status: "passed", failures };
    return { ...run, status: "failed", failures: failures.length > 0 ? failures : ["It was not run"] };
  });
}
