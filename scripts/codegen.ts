import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { generateCodec } from "./codegen/generate.ts";
import { findDifferences, findStale, writeManifest } from "./codegen/manifest.ts";

const root = join(import.meta.dirname, "..");
const codec = join(root, "src/codec");

/** `--check`: generates again and compares, whatever the manifest says. */
async function check(work: string): Promise<number> {
  const fresh = join(work, "codec");
  await generateCodec(root, work, fresh);
  const stale = [...new Set([...(await findStale(root, codec)), ...(await findDifferences(codec, fresh))])];
  if (stale.length === 0) {
    console.error("src/codec is what the pinned binaries' descriptors generate");
    return 0;
  }
  console.error(`src/codec is stale; run "npm run codegen". Changed:\n${stale.map((file) => `  ${file}`).join("\n")}`);
  return 1;
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
  const work = await mkdtemp(join(tmpdir(), "icskit-codegen-"));
  try {
    if (values.check) return await check(work);
    await generateCodec(root, work, codec);
    await writeManifest(root, codec);
    return 0;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

process.exitCode = await main();
