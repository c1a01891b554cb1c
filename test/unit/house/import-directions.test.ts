import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";

const below = ["errors", "logger", "async", "chain", "codec", "ccv"];
const all = [...below, "ibc", "provider", "consumer"];

/** Who may import whom inside src, as ARCHITECTURE.md says it. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  logger: [],
  config: ["errors"],
  async: ["errors", "logger"],
  http: ["errors"],
  codec: [],
  ccv: ["errors", "logger", "codec"],
  chain: ["errors", "logger", "async"],
  ibc: ["errors", "logger", "async", "chain", "codec"],
  provider: below,
  consumer: below,
  relayer: all,
  observer: [...all, "http"],
  launch: all,
  validator: all,
  cli: [...all, "http", "config", "relayer", "observer", "launch", "validator", "client", "index", "testnet"],
  client: [...all, "launch"],
  index: [...all, "client", "http", "config", "relayer", "observer", "launch", "validator"],
};
const files = ["errors", "logger", "config", "client", "index"];
const rooms = [...Object.keys(mayImport), "testnet"];

/** A module of a room: the room itself where it is one file. */
function moduleOf(room: string, name: string): string {
  if (room === "testnet") return "testnet/index.ts";
  return files.includes(room) ? `src/${room}.ts` : `src/${room}/${name}.ts`;
}

function specifier(from: string, to: string): string {
  const path = relative(dirname(from), to);
  return path.startsWith(".") ? path : `./${path}`;
}

const biome = join(process.cwd(), "node_modules/.bin/biome");

describe("the linter", () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "icskit-house-"));
    const { vcs: _vcs, $schema: _schema, ...config } = JSON.parse(await readFile("biome.json", "utf8"));
    await writeFile(join(folder, "biome.json"), JSON.stringify(config));
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  /** Which of these files (by path) break the build, with the lines that do. */
  async function lint(sources: Readonly<Record<string, string>>): Promise<Map<string, number[]>> {
    for (const [path, source] of Object.entries(sources)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), source);
    }
    const report = await new Promise<string>((resolve, reject) => {
      const command = ["lint", "--reporter=json", "--max-diagnostics=none", ...Object.keys(sources)];
      execFile(biome, command, { cwd: folder, maxBuffer: 2 ** 26 }, (error, stdout) =>
        error && typeof error.code !== "number" ? reject(error) : resolve(stdout),
      );
    });
    const broken = new Map<string, number[]>();
    for (const { location, severity } of JSON.parse(report).diagnostics) {
      if (severity === "error") broken.set(location.path, [...(broken.get(location.path) ?? []), location.start.line]);
    }
    return broken;
  }

  it("breaks the build for every import against the house's directions, and for no other", async () => {
    const sources: Record<string, string> = {};
    const forbidden = new Set<string>();
    for (const from of Object.keys(mayImport)) {
      for (const to of rooms.filter((room) => room !== from)) {
        if (files.includes(from)) continue;
        for (const path of [`src/${from}/to-${to}.ts`, `src/${from}/deeper/to-${to}.ts`]) {
          sources[path] = `export { thing } from "${specifier(path, moduleOf(to, "thing"))}";\n`;
          if (!mayImport[from]?.includes(to)) forbidden.add(path);
        }
      }
    }
    expect(new Set((await lint(sources)).keys())).toEqual(forbidden);
  });

  it.each(files)("holds the single file src/%s.ts to its directions", async (from) => {
    const path = `src/${from}.ts`;
    const targets = rooms.filter((room) => room !== from);
    const lines = targets.map((to) => `export { thing as ${to} } from "${specifier(path, moduleOf(to, "thing"))}";`);
    const broken = (await lint({ [path]: `${lines.join("\n")}\n` })).get(path) ?? [];
    expect(broken.map((line) => targets[line - 1])).toEqual(targets.filter((to) => !mayImport[from]?.includes(to)));
  });

  it("lets the testnet import the public API only", async () => {
    const broken = await lint({
      "testnet/good.ts": 'export { IcsError } from "../src/index.ts";\n',
      "testnet/runner/good.ts": 'export { IcsError } from "../../src/index.ts";\n',
      "testnet/bad.ts": 'export { IcsError } from "../src/errors.ts";\n',
      "testnet/runner/bad.ts": 'export { connectChain } from "../../src/chain/chain-connection.ts";\n',
    });
    expect([...broken.keys()].sort()).toEqual(["testnet/bad.ts", "testnet/runner/bad.ts"]);
  });

  it("catches type imports and dynamic imports too", async () => {
    const broken = await lint({
      "src/consumer/type.ts": 'export type { A } from "../provider/a.ts";\n',
      "src/consumer/dynamic.ts": 'export const load = () => import("../provider/a.ts");\n',
    });
    expect([...broken.keys()].sort()).toEqual(["src/consumer/dynamic.ts", "src/consumer/type.ts"]);
  });

  it("keeps consoles, the process and its environment out of the library", async () => {
    const broken = await lint({
      "src/chain/console.ts": 'console.log("x");\n',
      "src/chain/exit.ts": "process.exit(1);\n",
      "src/chain/module.ts": 'export { exit } from "node:process";\n',
      "src/chain/environment.ts": "export const home = process.env.HOME;\n",
      "testnet/environment.ts": "export const home = process.env.HOME;\n",
      "src/cli/good.ts": "console.log(process.argv);\nprocess.exitCode = 1;\n",
    });
    expect([...broken.keys()].sort()).toEqual([
      "src/chain/console.ts",
      "src/chain/environment.ts",
      "src/chain/exit.ts",
      "src/chain/module.ts",
      "testnet/environment.ts",
    ]);
  });

  it("keeps I/O out of the protocol and of the timeline, and testcontainers out of the library", async () => {
    const broken = await lint({
      "src/ccv/file.ts": 'export { readFile } from "node:fs/promises";\n',
      "src/observer/timeline.ts": 'export { readFile } from "node:fs/promises";\n',
      "src/observer/report.ts": 'export { readFile } from "node:fs/promises";\n',
      "src/launch/container.ts": 'export { GenericContainer } from "testcontainers";\n',
      "testnet/runner/container.ts": 'export { GenericContainer } from "testcontainers";\n',
    });
    expect([...broken.keys()].sort()).toEqual([
      "src/ccv/file.ts",
      "src/launch/container.ts",
      "src/observer/timeline.ts",
    ]);
  });

  it("knows every room and file of src", async () => {
    const present = await readdir("src", { withFileTypes: true });
    const names = present.map((entry) => entry.name.replace(/\.ts$/, ""));
    expect(names.filter((name) => !(name in mayImport))).toEqual([]);
  });
});
