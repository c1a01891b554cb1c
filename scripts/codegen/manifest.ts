import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, sep } from "node:path";

/** What the generated files were made from, and what they were when they were made. */
interface Manifest {
  readonly inputs: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
}

const inputFiles = [
  "testnet/binaries/go.mod",
  "testnet/binaries/go.sum",
  "testnet/binaries/descriptors/main.go",
  "scripts/codegen/generate.ts",
  "scripts/codegen/rewrite.ts",
];
const inputPackages = ["@bufbuild/buf", "cosmjs-types", "ts-proto"];

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

async function describeInputs(root: string): Promise<Record<string, string>> {
  const inputs: Record<string, string> = {};
  for (const file of inputFiles) inputs[file] = sha256(await readFile(join(root, file), "utf8"));
  for (const name of inputPackages) {
    const manifest: { version: string } = JSON.parse(
      await readFile(join(root, "node_modules", name, "package.json"), "utf8"),
    );
    inputs[name] = manifest.version;
  }
  return inputs;
}

async function describeFiles(codec: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  const names = await readdir(join(codec, "interchain_security"), { recursive: true });
  for (const name of names.map((each) => each.split(sep).join("/")).sort()) {
    if (!name.endsWith(".ts")) continue;
    const file = `interchain_security/${name}`;
    files[file] = sha256(await readFile(join(codec, file), "utf8"));
  }
  return files;
}

const changed = (before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => before[key] !== after[key]).sort();

/** Records in `<codec>/manifest.json` what the files in `codec` were generated from. */
export async function writeManifest(root: string, codec: string): Promise<void> {
  const manifest: Manifest = { inputs: await describeInputs(root), files: await describeFiles(codec) };
  await writeFile(join(codec, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

/**
 * What makes the generated files in `codec` stale, without generating: an input that changed since (a pinned Go
 * module, a generator's version, an option), or a file that was edited, added or removed by hand. `[]` when fresh.
 */
export async function findStale(root: string, codec: string): Promise<string[]> {
  const manifest: Manifest = JSON.parse(await readFile(join(codec, "manifest.json"), "utf8"));
  return [
    ...changed(manifest.inputs, await describeInputs(root)),
    ...changed(manifest.files, await describeFiles(codec)),
  ];
}

/** The generated files that differ between two codec folders, by path inside them. */
export async function findDifferences(codec: string, expected: string): Promise<string[]> {
  return changed(await describeFiles(codec), await describeFiles(expected));
}
