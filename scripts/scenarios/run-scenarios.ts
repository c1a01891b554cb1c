import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ScenarioFile } from "./scenario-files.ts";

/** How scenarios are run. */
export interface RunOptions {
  /** How many at a time. */
  readonly parallel: number;
  /** Where failed testnets stay. */
  readonly artifacts: string;
  /** Each scenario gets one expectation that is wrong. */
  readonly mutate: boolean;
  /** Ends Jest; its reason is thrown. */
  readonly signal: AbortSignal;
}

/** How one scenario went once. */
export interface ScenarioRun {
  readonly name: string;
  readonly status: "passed" | "failed" | "skipped";
  readonly seconds: number;
  /** What each failed test said. */
  readonly failures: readonly string[];
  /** Those that passed. */
  readonly passedTests: readonly PassedTest[];
}

/** How one test of a scenario went that passed. */
export interface PassedTest {
  readonly title: string;
  readonly seconds: number;
}

/** What is read of Jest's own JSON. */
interface JestResults {
  readonly testResults: readonly {
    readonly name: string;
    readonly startTime: number;
    readonly endTime: number;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly title: string;
      /** Milliseconds. */
      readonly duration?: number | null;
      readonly failureMessages: readonly string[] | null;
    }[];
  }[];
}

/** Has Jest run these scenarios; its progress goes to stderr. @throws Error where Jest itself fails */
export async function runScenarios(
  scenarios: readonly ScenarioFile[],
  { parallel, artifacts, mutate, signal }: RunOptions,
): Promise<readonly ScenarioRun[]> {
  const folder = await mkdtemp(join(tmpdir(), "scenarios-"));
  const output = join(folder, "jest.json");
  try {
    const jest = createRequire(import.meta.url).resolve("jest/bin/jest");
    const flags = ["--selectProjects", "e2e", "scenarios", "--maxWorkers", String(parallel), "--json"];
    const paths = scenarios.map(({ path }) => path);
    const args = [jest, ...flags, "--outputFile", output, "--runTestsByPath", ...paths];
    const environment = { SCENARIO_ARTIFACTS: artifacts, SCENARIO_MUTATION: mutate ? "1" : "" };
    await runGroup(args, { ...process.env, ...environment }, signal);
    return readResults(scenarios, JSON.parse(await readFile(output, "utf8")) as JestResults);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Runs Node to its end, in a process group of its own: Jest's workers do not end with Jest, and would go on with the
 * tests that they have begun.
 */
async function runGroup(args: readonly string[], env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"], env, detached: true });
  const end = (): void => {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
  };
  signal.addEventListener("abort", end, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", () => resolve());
    });
  } finally {
    signal.removeEventListener("abort", end);
  }
  signal.throwIfAborted();
}

/** One run per scenario, from Jest's JSON; one that Jest did not come to has failed. */
export function readResults(scenarios: readonly ScenarioFile[], { testResults }: JestResults): readonly ScenarioRun[] {
  return scenarios.map(({ name, path }) => {
    const result = testResults.find((candidate) => candidate.name === path);
    const none = { name, passedTests: [], seconds: 0 };
    if (result === undefined) return { ...none, status: "failed", failures: ["It was not run"] };
    const { assertionResults, startTime, endTime, message } = result;
    const failures = assertionResults.flatMap(({ failureMessages }) => failureMessages ?? []);
    const passedTests = assertionResults.flatMap(({ status, title, duration }) =>
      status === "passed" ? [{ title, seconds: (duration ?? 0) / 1000 }] : [],
    );
    const run = { name, passedTests, seconds: (endTime - startTime) / 1000 };
    if (failures.length > 0) return { ...run, status: "failed", failures };
    if (assertionResults.length === 0) return { ...run, status: "failed", failures: [message] };
    return { ...run, status: passedTests.length === 0 ? "skipped" : "passed", failures };
  });
}
