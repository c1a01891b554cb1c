import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";

/** A whole program in a document. */
export interface Example {
  readonly document: string;
  readonly file: string;
  readonly source: string;
}

/** The documents for users and for those who work on the project. */
export const documents: readonly string[] = [
  "README.md",
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
  ...readdirSync("docs").flatMap((name) => (name.endsWith(".md") ? [join("docs", name)] : [])),
];

/** The ```ts blocks of a document; each names its file in its first line. */
export function examplesOf(document: string): Example[] {
  return [...readFileSync(document, "utf8").matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, source = ""]) => {
    const file = /^\/\/ ([\w-]+(?:\.\w+)*\.ts)\b/.exec(source)?.[1];
    if (file === undefined) throw new Error(`An example in ${document} names no file: ${source.slice(0, 60)}`);
    return { document, file, source };
  });
}

/** The package's public entries, as files of the checkout. */
const entries = { icskit: "src/index.ts", "icskit/client": "src/client.ts", "icskit/testnet": "testnet/index.ts" };

/** Has `use` with a folder that holds the examples, inside the checkout so that packages are found; then removes it. */
async function withExamples<T>(
  examples: readonly Pick<Example, "file" | "source">[],
  use: (folder: string) => Promise<T>,
): Promise<T> {
  await mkdir(".icskit", { recursive: true });
  const folder = await mkdtemp(join(".icskit", "examples-"));
  try {
    for (const { file, source } of examples) await writeFile(join(folder, file), source);
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the compiler says of examples; "" where it is content. */
export function compileExamples(examples: readonly Pick<Example, "file" | "source">[]): Promise<string> {
  return withExamples(examples, async (folder) => {
    const up = relative(folder, ".");
    const paths = Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, [`${up}/${file}`]]));
    const config = { extends: `${up}/tsconfig.json`, compilerOptions: { paths }, include: ["*.ts"] };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
    return new Promise((resolve) => {
      execFile(join("node_modules", ".bin", "tsc"), ["-p", folder], (error, stdout, stderr) =>
        resolve(error ? `${stdout}${stderr}` || String(error) : ""),
      );
    });
  });
}

/** How an example is run. */
export interface ExampleRun {
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Ends a program that goes on for ever, once this is true of what it has printed. */
  readonly until?: (output: string) => boolean;
}

/** For one example with a testnet of its own, on a busy machine. */
const PATIENCE_MS = 90_000;

const ENTRY_HOOK = `import { registerHooks } from "node:module";
const entries = ${JSON.stringify(entries)};
registerHooks({
  resolve: (name, context, next) =>
    next(name in entries ? new URL("../../" + entries[name], import.meta.url).href : name, context),
});`;

/** Runs an example as its reader would, and resolves with what it printed. @throws Error where it fails */
export function runExample(example: Example, run: ExampleRun = {}): Promise<string> {
  const { args = [], environment = {}, until } = run;
  return withExamples([example, { file: "entries.mjs", source: ENTRY_HOOK }], async (folder) => {
    const command = ["--import", `./${join(folder, "entries.mjs")}`, join(folder, example.file), ...args];
    const env = { ...process.env, ...environment };
    return new Promise<string>((resolve, reject) => {
      let isEnded = false;
      let output = "";
      const child = execFile("node", command, { env, timeout: PATIENCE_MS }, (error, stdout, stderr) => {
        if (error === null || isEnded) resolve(stdout);
        else reject(new Error(`${example.file} of ${example.document} failed: ${error.message}\n${stdout}${stderr}`));
      });
      child.stdout?.on("data", (text) => {
        output += text;
        if (until === undefined || isEnded || !until(output)) return;
        isEnded = true;
        child.kill("SIGKILL");
      });
    });
  });
}
