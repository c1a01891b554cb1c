import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { extractModels, undocumentedExports, writeReference } from "../../scripts/docs/api-model.ts";

const root = process.cwd();
let work: string;

beforeAll(async () => {
  await mkdir(join(root, ".icskit"), { recursive: true });
  work = await mkdtemp(join(root, ".icskit", "docs-"));
});

afterAll(async () => {
  await rm(work, { recursive: true, force: true });
});

/** Two compilers read the whole library for it. */
const PATIENCE_MS = 400_000;

it(
  "documents every public export, and has a page for each",
  async () => {
    const models = join(work, "models");
    await extractModels(root, work, models);
    const { exports, undocumented } = await undocumentedExports(models);
    expect(undocumented).toEqual([]);
    expect(exports).toBeGreaterThan(300);

    const reference = join(work, "reference");
    await writeReference(root, models, reference);
    expect(await readFile(join(reference, "index.md"), "utf8")).toContain("icskit-testnet");
    const page = await readFile(join(reference, "icskit.signingproviderclient.optin.md"), "utf8");
    expect(page).toContain("Opts this account's validator in");
  },
  PATIENCE_MS,
);
