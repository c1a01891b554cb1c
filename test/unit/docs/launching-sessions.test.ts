import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { sessionOf, sessionsOf } from "../../support/document-sessions.ts";
import { useTemporaryFolder } from "../../support/temporary-folder.ts";

const document = "docs/launching.md";
const temporaryFolder = useTemporaryFolder();

const broken = `provider:
  rpc: http://127.0.0.1:26657
  gasPrice: 0.005uatom
  key:
    env: ICSKIT_KEY_OWNER
chainId: consumer-1
metadata:
  name: My consumer
  description: A consumer chain
  metadata: https://example.com

initialization:
  spawnTime: soon
powerShaping:
  validatorsPowerCap: 200
`;

it("shows what validate really prints", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "broken.yaml"), broken);
  const { command, output } = sessionOf(document, "icskit consumer validate broken.yaml");
  const run = spawnSync(process.execPath, [resolve("src/cli/main.ts"), ...command.split(" ").slice(1)], {
    cwd: folder,
    encoding: "utf8",
  });
  expect([run.status, run.stdout]).toEqual([2, ""]);
  expect(run.stderr.trimEnd().split("\n")).toEqual(output);
});

it("shows no session that no test runs", () => {
  expect(sessionsOf(document).map(({ command }) => command)).toEqual([
    "icskit consumer validate broken.yaml",
    "icskit consumer launch consumer.json --dry-run",
    "icskit consumer remove consumer.json --dry-run",
  ]);
});
