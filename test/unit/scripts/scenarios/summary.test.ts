import { junitXml } from "../../../../scripts/scenarios/junit.ts";
import { readResults, type ScenarioRun } from "../../../../scripts/scenarios/run-scenarios.ts";
import type { ScenarioFile } from "../../../../scripts/scenarios/scenario-files.ts";
import { scenariosPage } from "../../../../scripts/scenarios/scenarios-page.ts";
import { judgeMutants, summarize } from "../../../../scripts/scenarios/summary.ts";

const scenario = (name: string, group: ScenarioFile["group"] = "launch"): ScenarioFile => ({
  name,
  path: `/e2e/${name}.test.ts`,
  ids: [name.toUpperCase()],
  group,
  proves: `what ${name} proves`,
  rule: "Rule in rule.go",
});
const run = (name: string, status: ScenarioRun["status"], seconds: number, ...failures: string[]): ScenarioRun => ({
  name,
  status,
  seconds,
  failures,
  passedTests: status === "passed" ? [{ title: `${name} is so`, seconds: seconds / 2 }] : [],
});
const scenarios = [scenario("a"), scenario("b", "faults"), scenario("c", "faults")];

test("counts a scenario as failed that failed in one of its rounds, and tells its flake rate", () => {
  const rounds = [
    [run("a", "passed", 1), run("b", "passed", 2), run("c", "skipped", 0)],
    [run("a", "passed", 3), run("b", "failed", 9, "no"), run("c", "skipped", 0)],
    [run("a", "passed", 2.04), run("b", "passed", 4), run("c", "skipped", 0)],
    [run("a", "passed", 4), run("b", "passed", 5), run("c", "skipped", 0)],
  ];
  const summary = summarize(scenarios, rounds, 30.04);
  expect(summary).toMatchObject({ passed: 1, failed: 1, skipped: 1, seconds: 30 });
  expect(summary.scenarios[0]).toMatchObject({
    runs: 4,
    failed: 0,
    flakeRate: 0,
    minSeconds: 1,
    medianSeconds: 2.5,
    maxSeconds: 4,
    tests: [{ title: "a is so", minSeconds: 0.5, medianSeconds: 1.3, maxSeconds: 2 }],
  });
  expect(summary.scenarios[1]).toMatchObject({ failed: 1, flakeRate: 0.25, medianSeconds: 4.5, maxSeconds: 9 });
});

test("the mutation check passes what failed for the wrong expectation, and nothing else", () => {
  const mark = " (wrong)";
  const judged = judgeMutants(
    [
      run("a", "failed", 1, "phase (wrong)"),
      run("b", "passed", 1),
      run("c", "failed", 1, "phase (wrong)", "a timeout"),
      { ...run("d", "failed", 1, "phase (wrong)"), passedTests: [{ title: "its second test", seconds: 1 }] },
      run("e", "skipped", 0),
    ],
    mark,
  );
  expect(judged.map(({ status, failures }) => [status, failures])).toEqual([
    ["passed", []],
    ["failed", ["It passes with a wrong expectation: b is so"]],
    ["failed", ["a timeout"]],
    ["failed", ["It passes with a wrong expectation: its second test"]],
    ["failed", ["It was not run"]],
  ]);
});

test("reads Jest's results, also of a file that did not compile or was not run", () => {
  const times = { startTime: 1_000, endTime: 3_500, message: "" };
  const testResults = [
    {
      ...times,
      name: "/e2e/a.test.ts",
      assertionResults: [{ status: "passed", title: "a is so", duration: 1_250, failureMessages: [] }],
    },
    { ...times, name: "/e2e/b.test.ts", message: "SyntaxError", assertionResults: [] },
  ];
  expect(readResults(scenarios, { testResults })).toEqual([
    run("a", "passed", 2.5),
    run("b", "failed", 2.5, "SyntaxError"),
    run("c", "failed", 0, "It was not run"),
  ]);
});

test("tells failed and skipped tests apart", () => {
  const times = { startTime: 0, endTime: 1_000, message: "" };
  const pending = { status: "pending", title: "later", failureMessages: null };
  const failed = { status: "failed", title: "b is so", failureMessages: ["not so"] };
  const testResults = [
    { ...times, name: "/e2e/a.test.ts", assertionResults: [pending] },
    { ...times, name: "/e2e/b.test.ts", assertionResults: [pending, failed] },
  ];
  const runs = readResults(scenarios.slice(0, 2), { testResults });
  expect(runs.map(({ status }) => status)).toEqual(["skipped", "failed"]);
});

test("writes JUnit XML with a suite per group, and failures escaped", () => {
  const xml = junitXml(scenarios, [
    [run("a", "passed", 1.5), run("b", "failed", 2, 'a < "b" & \u001b[31mred\nmore'), run("c", "skipped", 0)],
  ]);
  expect(xml).toContain('<testsuite name="launch" tests="1" failures="0" skipped="0" time="1.500">');
  expect(xml).toContain('<testcase classname="launch" name="a" time="1.500"/>');
  expect(xml).toContain('<failure message="a &lt; &quot;b&quot; &amp; [31mred">');
  expect(xml).toContain('name="c" time="0.000"><skipped/></testcase>');
});

test("writes a page with a table per group, and the seconds of a run", () => {
  const page = scenariosPage(scenarios, summarize(scenarios, [[run("a", "passed", 1.23)]], 5).scenarios);
  expect(page).toContain("| A | [a](../test/e2e/a.test.ts) | what a proves | Rule in rule.go | 1.2 | 0.6 |");
  expect(page).toContain("| what b proves | Rule in rule.go | 0 |  |");
  expect(page.indexOf("## launch")).toBeLessThan(page.indexOf("## faults"));
});
