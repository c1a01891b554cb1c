import { spawnSync } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { findBinary } from "../../testnet/index.ts";
import { fakeCommand } from "../support/fake-command.ts";
import { packedProject } from "../support/packed-project.ts";
import { useTemporaryFolder } from "../support/temporary-folder.ts";

const temporaryFolder = useTemporaryFolder();
const binFolder = join(import.meta.dirname, "../../node_modules/.bin");
let project: string;

beforeAll(async () => {
  project = await packedProject("examples/consumer-team", await temporaryFolder());
});

/** Runs the project's own script "test", with this Node.js. */
async function npmTest(file: string, environment: Readonly<Record<string, string>>) {
  const { scripts } = JSON.parse(await readFile(join(project, "package.json"), "utf8"));
  const { status, stderr } = spawnSync("sh", ["-c", `${scripts.test} ${file}`], {
    cwd: project,
    encoding: "utf8",
    env: { ...process.env, PATH: `${binFolder}${delimiter}${process.env.PATH}`, ...environment },
  });
  return { status, stderr };
}

test("the example project launches its team's binary, from the published package, and its tests pass", async () => {
  const { path } = await findBinary("cdd");
  const binary = fakeCommand(project, "teamd", `exec '${path}' "$@"`);
  const { status, stderr } = await npmTest("secured", { TEAM_BINARY: binary, ICSKIT_BINARIES_DIR: dirname(path) });
  expect(stderr).toContain("Tests:       2 passed, 2 total");
  expect(status).toBe(0);
});

test("after a failed test the homes, the logs and a report of the consumer are kept, and named", async () => {
  const artifacts = join(project, "artifacts");
  await mkdir(artifacts);
  const source = await readFile(join(project, "test/secured.test.js"), "utf8");
  const broken = `${source.slice(0, source.indexOf("test("))}
test("something that does not hold", () => { expect(testnet().consumers).toHaveLength(2); });`;
  await writeFile(join(project, "test/broken.test.js"), broken);
  const directory = dirname((await findBinary("pd")).path);
  const { status, stderr } = await npmTest("broken", { ICSKIT_BINARIES_DIR: directory, ICSKIT_WORK_DIR: artifacts });
  expect(status).toBe(1);
  const [kept = ""] = await readdir(artifacts);
  expect(stderr).toContain(`kept in ${join(artifacts, kept)}`);
  expect(await readdir(join(artifacts, kept))).toEqual(expect.arrayContaining(["provider-1", "team-1", "team-1.html"]));
  const log = await readFile(join(artifacts, kept, "team-1", "validator-0", "node.log"), "utf8");
  expect(log).toContain("committed state");
});

test("a CommonJS test loads the package as well, with nothing in Jest's configuration", async () => {
  const source = `const { resolveTopology } = require("icskit/testnet");
const { useTestnet } = require("icskit/testnet/jest");
test("it loads", () => expect([typeof useTestnet, resolveTopology({}).consumers]).toEqual(["function", []]));`;
  await writeFile(join(project, "test/common.test.cjs"), source);
  await writeFile(join(project, "jest.config.js"), "export default {};");
  const { status, stderr } = await npmTest("common", {});
  expect(stderr).toContain("Tests:       1 passed, 1 total");
  expect(status).toBe(0);
});
