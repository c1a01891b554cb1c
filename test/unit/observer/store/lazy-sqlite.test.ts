import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Runs a script that has the library as `icskit`, and gives the names of SQLite's modules that it has loaded by its end. */
async function loaded(script: string): Promise<string[]> {
  const source = `const icskit = await import("./src/index.ts"); ${script};
    console.log(JSON.stringify(process.moduleLoadList.filter((name) => name.includes("sqlite"))));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", source]);
  return JSON.parse(stdout);
}

describe("SQLite", () => {
  it("is not loaded by who only imports the library", async () => {
    expect(await loaded("")).toEqual([]);
  });

  it("is loaded by who opens a store in it", async () => {
    expect(await loaded(`await icskit.openSqliteStore({ path: ":memory:" })`)).not.toEqual([]);
  });
});
