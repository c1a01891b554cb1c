import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { useTemporaryFolder } from "../../support/temporary-folder.ts";

const temporaryFolder = useTemporaryFolder();
let checker: string;

beforeAll(async () => {
  checker = join(await temporaryFolder(), "checker.mjs");
  await build({
    entryPoints: [join(import.meta.dirname, "../../support/schemas/workflow-problems.ts")],
    outfile: checker,
    bundle: true,
    platform: "node",
    format: "esm",
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
});

function problemsOf(input: string): readonly string[] {
  const { stdout, stderr } = spawnSync(process.execPath, [checker], { input, encoding: "utf8" });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout);
}

test.each([".github/workflows/ci.yml", "examples/consumer-team/.github/workflows/e2e.yml"])(
  "%s is a workflow that GitHub takes",
  async (path) => {
    const content = await readFile(path, "utf8");
    expect(problemsOf(content)).toEqual([]);
    expect(problemsOf(content.replace("runs-on:", "run-on:"))).not.toEqual([]);
  },
);
