import { appendFile, cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findStale } from "../../../scripts/codegen/manifest.ts";

const wire = "interchain_security/ccv/v1/wire.ts";

describe("the generated codec", () => {
  it("is what the recorded inputs generate (otherwise: npm run codegen)", async () => {
    expect(await findStale(process.cwd(), "src/codec")).toEqual([]);
  });
});

describe("the check for stale files", () => {
  let codec: string;

  beforeEach(async () => {
    codec = await mkdtemp(join(tmpdir(), "icskit-stale-"));
    await cp("src/codec", codec, { recursive: true });
  });

  afterEach(async () => {
    await rm(codec, { recursive: true, force: true });
  });

  it("names a file that was edited by hand", async () => {
    await appendFile(join(codec, wire), "\n// edited\n");
    expect(await findStale(process.cwd(), codec)).toEqual([wire]);
  });

  it("names a file that was removed and one that was added", async () => {
    await rm(join(codec, wire));
    await writeFile(join(codec, "interchain_security/extra.ts"), "export {};\n");
    expect(await findStale(process.cwd(), codec)).toEqual([wire, "interchain_security/extra.ts"].sort());
  });

  it("names an input that changed since the files were generated", async () => {
    const manifest = join(codec, "manifest.json");
    const { inputs, files } = (await import("../../../src/codec/manifest.json", { with: { type: "json" } })).default;
    await writeFile(manifest, JSON.stringify({ inputs: { ...inputs, "ts-proto": "1.0.0" }, files }));
    expect(await findStale(process.cwd(), codec)).toEqual(["ts-proto"]);
  });
});
