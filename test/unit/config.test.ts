import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { readConfig } from "../../src/config.ts";
import { isIcsError } from "../../src/errors.ts";

function problemsOf(env: Record<string, string>): unknown {
  try {
    readConfig(env);
  } catch (error) {
    if (isIcsError(error, "CONFIG_INVALID")) return error.context.problems;
    throw error;
  }
  return [];
}

describe("the environment", () => {
  it("has a default for everything, and an empty value counts as absent", () => {
    const defaults = {
      binariesDirectory: undefined,
      logLevel: "warn",
      keepHomes: false,
      workDirectory: tmpdir(),
      runner: "native",
    };
    expect(readConfig({})).toEqual(defaults);
    expect(readConfig({ ICSKIT_LOG_LEVEL: "", ICSKIT_KEEP: "", ICSKIT_BINARIES_DIR: "" })).toEqual(defaults);
  });

  it("becomes a typed object, with relative folders taken from the current one", () => {
    const env = {
      ICSKIT_BINARIES_DIR: "bin",
      ICSKIT_LOG_LEVEL: "debug",
      ICSKIT_KEEP: "yes",
      ICSKIT_WORK_DIR: "/var/w",
      ICSKIT_RUNNER: "container",
    };
    expect(readConfig(env)).toEqual({
      binariesDirectory: resolve("bin"),
      logLevel: "debug",
      keepHomes: true,
      workDirectory: "/var/w",
      runner: "container",
    });
  });

  it("leaves names for keys to the user", () => {
    expect(problemsOf({ ICSKIT_KEY_RELAYER: "words", ICSKIT_KEY_PASSWORD: "x" })).toEqual([]);
  });

  it("reports every problem at once, a misspelt name among them", () => {
    expect(
      problemsOf({ ICSKIT_LOG_LEVEL: "loud", ICSKIT_KEEP: "perhaps", ICSKIT_WORKDIR: "/x", HOME: "/root" }),
    ).toEqual([
      { name: "ICSKIT_LOG_LEVEL", got: '"loud"', wanted: "one of debug, info, warn, error" },
      { name: "ICSKIT_KEEP", got: '"perhaps"', wanted: "one of 1, true, yes, 0, false, no" },
      { name: "ICSKIT_WORKDIR", got: '"/x"', wanted: expect.stringContaining("ICSKIT_WORK_DIR") },
    ]);
  });

  it("is documented in .env.example and the README, name by name, with values that are valid", () => {
    const lines = readFileSync(".env.example", "utf8").match(/^#ICSKIT_\w+=.*$/gm) ?? [];
    const example = Object.fromEntries(lines.map((line) => line.slice(1).split("=")));
    expect(problemsOf(example)).toEqual([]);
    const known = String(JSON.stringify(problemsOf({ ICSKIT_NONE: "1" }))).match(/ICSKIT_(?!NONE)\w+/g);
    expect(Object.keys(example).sort()).toEqual(known?.sort());
    const [, table] = readFileSync("README.md", "utf8").split("**Environment**");
    const rows = table?.match(/^\| `ICSKIT_\w+`/gm) ?? [];
    expect(rows.map((row) => row.slice(3, -1)).sort()).toEqual(known?.sort());
  });
});
