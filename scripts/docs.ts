import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { extractModels, undocumentedExports, writeReference } from "./docs/api-model.ts";

const root = join(import.meta.dirname, "..");
const ignored = join(root, ".icskit");
const reference = join(ignored, "api");

/** Generated when wanted and never committed: thousands of small pages that would be stale after every change. */
async function main(): Promise<number> {
  await mkdir(ignored, { recursive: true });
  const work = await mkdtemp(join(ignored, "docs-"));
  const models = join(work, "models");
  try {
    await extractModels(root, work, models);
    const { exports, undocumented } = await undocumentedExports(models);
    if (undocumented.length > 0) {
      console.error(`No docstring:\n${undocumented.map((name) => `  ${name}`).join("\n")}`);
      return 1;
    }
    await rm(reference, { recursive: true, force: true });
    await writeReference(root, models, reference);
    console.error(`${exports} exports, all documented: ${relative(process.cwd(), join(reference, "index.md"))}`);
    return 0;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

process.exitCode = await main();
