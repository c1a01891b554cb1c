import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";

const inDocs = readdirSync("docs").filter((name) => name.endsWith(".md"));
const documents = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", ...inDocs.map((name) => join("docs", name))];

interface Example {
  readonly file: string;
  readonly source: string;
}

/** The ```ts blocks of a document; each names its file in its first line. */
function examplesOf(document: string): Example[] {
  return [...readFileSync(document, "utf8").matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, source = ""]) => {
    const file = /^\/\/ ([\w-]+(?:\.\w+)*\.ts)\b/.exec(source)?.[1];
    if (file === undefined) throw new Error(`An example in ${document} names no file: ${source.slice(0, 60)}`);
    return { file, source };
  });
}

const examples = documents.flatMap((document) =>
  examplesOf(document).map((example): [string, Example] => [document, example]),
);

/** Where examples are compiled: inside the checkout, so that its packages are found. */
async function compile(sources: readonly Example[]): Promise<string> {
  await mkdir(".icskit", { recursive: true });
  const folder = await mkdtemp(join(".icskit", "examples-"));
  const up = relative(folder, ".");
  const paths = { icskit: [`${up}/src/index.ts`], "icskit/testnet": [`${up}/testnet/index.ts`] };
  const config = { extends: `${up}/tsconfig.json`, compilerOptions: { paths }, include: ["*.ts"] };
  try {
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
    for (const { file, source } of sources) await writeFile(join(folder, file), source);
    return await new Promise((resolve) => {
      execFile(join("node_modules", ".bin", "tsc"), ["-p", folder], (error, stdout, stderr) =>
        resolve(error ? `${stdout}${stderr}` || String(error) : ""),
      );
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

it("compiles every example of the documents", async () => {
  expect(examples.length).toBeGreaterThan(0);
  expect(new Set(examples.map(([, { file }]) => file)).size).toBe(examples.length);
  expect(await compile(examples.map(([, example]) => example))).toBe("");
});

it("tells an example that does not compile", async () => {
  const source = 'import { connectChain } from "icskit";\nconnectChain({ adress: "" });\n';
  expect(await compile([{ file: "wrong.ts", source }])).toContain("adress");
});

describe.each(documents)("%s", (document) => {
  const text = readFileSync(document, "utf8");

  it("links to files that exist", () => {
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link = ""]) => link);
    expect(links.filter((link) => !existsSync(join(dirname(document), link)))).toEqual([]);
  });

  it("names npm scripts that exist", () => {
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
    const named = [...text.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name = ""]) => name);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

it("explains every environment variable in README.md", () => {
  const known = [...readFileSync(".env.example", "utf8").matchAll(/^#?(ICSKIT_\w+)=/gm)].map(([, name = ""]) => name);
  expect(known.length).toBeGreaterThan(0);
  expect(known.filter((name) => !readFileSync("README.md", "utf8").includes(`\`${name}\``))).toEqual([]);
});
