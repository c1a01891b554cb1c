import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { sessionOf, sessionsOf } from "../../support/document-sessions.ts";
import { useTemporaryFolder } from "../../support/temporary-folder.ts";
import { brokenValidatorFile } from "../../support/validator-files.ts";

const document = "docs/validators.md";
const temporaryFolder = useTemporaryFolder();

it("shows what check really prints", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "broken.yaml"), brokenValidatorFile);
  const { command, output } = sessionOf(document, "icskit validator check --config broken.yaml");
  const run = spawnSync(process.execPath, [resolve("src/cli/main.ts"), ...command.split(" ").slice(1)], {
    cwd: folder,
    encoding: "utf8",
  });
  expect([run.status, run.stdout]).toEqual([2, ""]);
  expect(run.stderr.trimEnd().split("\n")).toEqual(output);
});

it("shows the commands that a chain test runs, in their order", () => {
  expect(sessionsOf(document).map(({ command }) => command)).toEqual([
    "icskit validator check --config broken.yaml",
    "icskit validator keys generate --consumer 0",
    "icskit validator plan --out plan.json",
    "icskit validator apply plan.json --consumer 0 --yes",
    "icskit validator apply plan.json --consumer 0 --yes",
    "icskit validator status",
    "icskit validator keys rotate --consumer 0 --yes",
    "icskit validator unjail --yes",
  ]);
});

it("reads every session of a block with its own output, and nothing of other blocks", async () => {
  const path = join(await temporaryFolder(), "document.md");
  const lines = ["# A", "```console", "$ icskit a --b", "one", "", "  $ two", "$ icskit quiet", "$ icskit c", "three"];
  await writeFile(path, [...lines, "```", "$ icskit prose", "```yaml", "$ icskit yaml", "```", ""].join("\n"));
  expect(sessionsOf(path)).toEqual([
    { command: "icskit a --b", output: ["one", "", "  $ two"] },
    { command: "icskit quiet", output: [] },
    { command: "icskit c", output: ["three"] },
  ]);
  expect(sessionOf(path, "icskit c").output).toEqual(["three"]);
  expect(() => sessionOf(path, "icskit d")).toThrow(`${path} shows no "icskit d"`);
});
