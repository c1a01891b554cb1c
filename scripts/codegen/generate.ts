import { execFile } from "node:child_process";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { promisify } from "node:util";
import { goBuild } from "../../testnet/go.ts";
import { rewriteForCosmjs } from "./rewrite.ts";

const run = promisify(execFile);

/** The packages whose types are generated; everything they import comes from cosmjs-types. */
const protoPackage = "interchain_security";

/** What ts-proto is told, apart from where each type of cosmjs-types lives. */
export const tsProtoOptions: readonly string[] = [
  "forceLong=bigint",
  "enumsAsLiterals=true",
  "unrecognizedEnum=true",
  "outputServices=none",
  "outputPartialMethods=true",
  "outputTypeAnnotations=static-only",
  "snakeToCamel=keys",
  "useDate=false",
  "esModuleInterop=true",
  "importSuffix=.ts",
  "annotateFilesWithVersion=false",
];

/** Writes the descriptors of the pinned applications to `path`. Builds the exporter with the binaries' own flags. */
async function exportDescriptors(root: string, path: string): Promise<void> {
  const exporter = join(dirname(path), "descriptors");
  await goBuild("./descriptors", exporter, { moduleDirectory: join(root, "testnet/binaries") });
  await run(exporter, [path]);
}

/** One `M<proto file>=<module>` per proto file that cosmjs-types has. */
async function cosmjsModules(root: string): Promise<string[]> {
  const files = await readdir(join(root, "node_modules/cosmjs-types"), { recursive: true });
  return files
    .map((file) => file.split(sep).join("/"))
    .filter((file) => file.includes("/") && file.endsWith(".js"))
    .map((file) => file.slice(0, -".js".length))
    .sort()
    .map((module) => `M${module}.proto=cosmjs-types/${module}`);
}

async function runBuf(root: string, work: string, descriptors: string): Promise<void> {
  const bin = join(root, "node_modules/.bin");
  const options = [...tsProtoOptions, ...(await cosmjsModules(root))];
  const plugin = { local: join(bin, "protoc-gen-ts_proto"), out: "out", opt: options };
  const template = join(work, "buf.gen.json");
  await writeFile(template, JSON.stringify({ version: "v2", plugins: [plugin] }));
  await run(join(bin, "buf"), ["generate", descriptors, "--template", template, "--path", protoPackage, "-o", work]);
}

/**
 * Generates the TypeScript of every interchain_security message into `<target>/interchain_security`, which is
 * replaced. `work` is an empty folder for what comes between.
 */
export async function generateCodec(root: string, work: string, target: string): Promise<void> {
  const descriptors = join(work, "descriptors.binpb");
  await exportDescriptors(root, descriptors);
  await runBuf(root, work, descriptors);
  const generated = join(work, "out", protoPackage);
  for (const file of await readdir(generated, { recursive: true })) {
    if (!file.endsWith(".ts")) continue;
    const path = join(generated, file);
    await writeFile(path, rewriteForCosmjs(await readFile(path, "utf8"), file));
  }
  await rm(join(target, protoPackage), { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  await cp(generated, join(target, protoPackage), { recursive: true });
}
