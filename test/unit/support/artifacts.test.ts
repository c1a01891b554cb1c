import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ObserverEvent } from "../../../src/index.ts";
import { observeConsumer } from "../../../src/observer/observe.ts";
import { artifactsFolder, keepArtifacts } from "../../support/artifacts.ts";
import { useTemporaryFolder } from "../../support/temporary-folder.ts";
import { collect } from "../observer/collect.ts";
import { recordedRun } from "../observer/recorded-run.ts";

const temporaryFolder = useTemporaryFolder();
const before = process.env.SCENARIO_ARTIFACTS;

afterEach(() => {
  if (before === undefined) delete process.env.SCENARIO_ARTIFACTS;
  else process.env.SCENARIO_ARTIFACTS = before;
});

test("testnets go where the run's artefacts are to be", async () => {
  const folder = join(await temporaryFolder(), "of this run");
  process.env.SCENARIO_ARTIFACTS = folder;
  expect(await artifactsFolder()).toBe(folder);
  expect(await readdir(folder)).toEqual([]);
  process.env.SCENARIO_ARTIFACTS = "";
  expect(await artifactsFolder()).toBeUndefined();
});

test("beside homes and logs lie the error, and each consumer's events and report", async () => {
  const folder = await temporaryFolder();
  const events = await collect(observeConsumer({ consumerId: "0", ...recordedRun("downtime-v7.0.1") }));
  await keepArtifacts(folder, new Error("It came otherwise"), [
    { consumerId: "0", events },
    { consumerId: "1", events: [] },
  ]);
  expect((await readdir(folder)).toSorted()).toEqual([
    "events-0.jsonl",
    "events-1.jsonl",
    "failure.txt",
    "report-0.html",
    "report-1.html",
  ]);
  expect(await readFile(join(folder, "failure.txt"), "utf8")).toContain("It came otherwise");
  expect((await readFile(join(folder, "events-0.jsonl"), "utf8")).trimEnd().split("\n")).toHaveLength(events.length);
  expect(await readFile(join(folder, "report-0.html"), "utf8")).toContain('class="verdict secured"');
});

test("a report that cannot be made does not hide what the scenario failed with", async () => {
  const folder = await temporaryFolder();
  const broken = { kind: "vscPacketSent", chain: "provider", height: 1n } as unknown as ObserverEvent;
  await keepArtifacts(folder, "no error object", [{ consumerId: "0", events: [broken] }]);
  const failure = await readFile(join(folder, "failure.txt"), "utf8");
  expect(failure).toMatch(/^no error object\n\nNo report of consumer 0 could be made: /);
});
