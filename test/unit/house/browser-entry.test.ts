import { readFileSync } from "node:fs";
import { type Bundle, bundleForBrowser } from "../../support/browser/client-bundle.ts";

const everything = 'export * from "./src/client.ts";';

/** What a page downloads, measured: 1,779,000 bytes, 324,000 with gzip. Half of it are CosmJS's own message types. */
const MOST_BYTES = 1_900_000;
const MOST_GZIPPED_BYTES = 360_000;

/** The folders of src, or single files, that are in a bundle. */
function rooms({ files }: Bundle): Set<string> {
  return new Set(files.flatMap((file) => /^src\/(\w+)/.exec(file)?.[1] ?? []));
}

function packages({ files }: Bundle): Set<string> {
  return new Set(files.flatMap((file) => /^node_modules\/((?:@[\w-]+\/)?[\w.-]+)/.exec(file)?.[1] ?? []));
}

describe("the client entry", () => {
  let bundle: Bundle;

  beforeAll(async () => {
    bundle = await bundleForBrowser(everything);
  });

  it("imports no Node built-in, neither itself nor through a package", () => {
    expect(bundle.builtins).toEqual([]);
  });

  it("brings clients, codec and protocol, and neither observer, relayer, servers nor stores", () => {
    const wanted = ["async", "ccv", "chain", "client", "codec", "consumer", "errors", "ibc", "launch", "logger"];
    expect([...rooms(bundle)].sort()).toEqual([...wanted, "provider"]);
    const heavy = ["@hono", "hono", "pg", "pg-boss", "kysely", "prom-client", "echarts", "dotenv", "commander", "ws"];
    expect([...packages(bundle)].filter((name) => heavy.includes(name.split("/")[0] ?? ""))).toEqual([]);
  });

  it("stays within the size that a page can bear", () => {
    expect(bundle.bytes).toBeLessThan(MOST_BYTES);
    expect(bundle.gzippedBytes).toBeLessThan(MOST_GZIPPED_BYTES);
  });

  it("takes Buffer and process from nobody", async () => {
    const { text } = await bundleForBrowser(everything, "packages");
    // The codec takes `globalThis.Buffer` where there is one.
    expect(text.match(/.{0,40}(?<!globalThis\.)\b(?:Buffer|process)\s*[.(?].{0,40}/g)).toBeNull();
  });

  it("lists all that the library exports of its rooms", () => {
    const index = readFileSync("src/index.ts", "utf8");
    expect(index).toContain('export * from "./client.ts";');
    const ofTheClient = /from "\.\/(?:async|ccv|chain|codec|consumer|ibc|launch|provider|errors|logger)\b/g;
    expect(index.match(ofTheClient)).toBeNull();
  });
});

describe("a bundle for browsers", () => {
  it("tells built-ins that are imported, also through dynamic imports and packages", async () => {
    const { builtins } = await bundleForBrowser('export * from "./src/observer/store/open-sqlite-store.ts";');
    expect(builtins).toContain("node:sqlite");
    const { builtins: ofPackage } = await bundleForBrowser('import "dotenv";');
    expect(ofPackage).toContain("fs");
  });
});
