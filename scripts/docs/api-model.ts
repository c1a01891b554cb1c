import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { Extractor, ExtractorConfig } from "@microsoft/api-extractor";

const run = promisify(execFile);

/** A public entry of the package. `icskit/client` is left out: all it has is in `icskit` too. */
interface Entry {
  /** As the reference calls it; a package's name there cannot have a path. */
  readonly name: string;
  readonly declaration: string;
}

const entries: readonly Entry[] = [
  { name: "icskit", declaration: "src/index.d.ts" },
  { name: "icskit-testnet", declaration: "testnet/index.d.ts" },
];

/** What is read of an extracted model. */
interface Model {
  readonly members: readonly { readonly members: readonly ModelMember[] }[];
}

interface ModelMember {
  readonly name: string;
  readonly docComment?: string;
}

/**
 * Writes a model of each public entry, `NAME.api.json`, into `models`. `work` is an empty folder inside the checkout, so
 * that the declarations in it find the packages that they import.
 */
export async function extractModels(root: string, work: string, models: string): Promise<void> {
  const tsc = join(root, "node_modules/.bin/tsc");
  const flags = ["--emitDeclarationOnly", "--noCheck", "--outDir", work];
  await run(tsc, ["-p", join(root, "tsconfig.build.json"), ...flags]);
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  await mkdir(models, { recursive: true });
  for (const { name, declaration } of entries) {
    await writeFile(join(work, "package.json"), JSON.stringify({ name, version, type: "module" }));
    extract(root, work, declaration, join(models, `${name}.api.json`));
  }
}

/** With the compiler that the extractor brings: it cannot use the native one, whose declarations it reads. */
function extract(root: string, work: string, declaration: string, model: string): void {
  const file = join(work, declaration);
  const compilerOptions = {
    target: "es2023",
    module: "nodenext",
    lib: ["esnext", "dom"],
    types: ["node"],
    typeRoots: [join(root, "node_modules/@types")],
    strict: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    noEmit: true,
  };
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: work,
      mainEntryPointFilePath: file,
      compiler: { overrideTsconfig: { compilerOptions, files: [file] } },
      apiReport: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      docModel: { enabled: true, apiJsonFilePath: model },
      newlineKind: "lf",
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(work, "package.json"),
  });
  const problems: string[] = [];
  const { succeeded } = Extractor.invoke(config, {
    localBuild: true,
    messageCallback: (message) => {
      // Its advice is for other conventions: release tags, hyphens in @param.
      message.handled = true;
      if (message.category === "Compiler") problems.push(`${message.sourceFilePath}: ${message.text}`);
    },
  });
  if (!succeeded || problems.length > 0) {
    throw new Error(`The declarations of ${declaration} cannot be read\n${problems.join("\n")}`);
  }
}

/** How many names the entries export, and those without a docstring. */
export async function undocumentedExports(models: string): Promise<{ exports: number; undocumented: string[] }> {
  const texts = new Map<string, boolean>();
  for (const { name } of entries) {
    const model: Model = JSON.parse(await readFile(join(models, `${name}.api.json`), "utf8"));
    for (const member of model.members.flatMap(({ members }) => members)) {
      const key = `${name}: ${member.name}`;
      // One docstring is for all overloads of a function.
      texts.set(key, (texts.get(key) ?? false) || hasText(member));
    }
  }
  return { exports: texts.size, undocumented: [...texts].flatMap(([key, has]) => (has ? [] : [key])) };
}

/** True where a docstring says something before its tags. */
function hasText({ docComment = "" }: ModelMember): boolean {
  const text = docComment
    .trim()
    .replace(/^\/\*\*|\*\/$/g, "")
    .replace(/^\s*\* ?/gm, "");
  return /\S/.test(text.split(/^@/m)[0] ?? "");
}

/** Makes Markdown of the models: a page for each entry, export and member, beginning with `index.md`. */
export async function writeReference(root: string, models: string, reference: string): Promise<void> {
  const documenter = join(root, "node_modules/.bin/api-documenter");
  await run(documenter, ["markdown", "--input-folder", models, "--output-folder", reference]);
}
