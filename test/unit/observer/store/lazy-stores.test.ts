import { loadedModules } from "../../../support/loaded-modules.ts";

const databases = ["node:sqlite", "kysely", "pg", "pg-boss"];
const loaded = (script: string): Promise<string[]> => loadedModules(script, databases);

describe("the databases' modules", () => {
  it("are not loaded by who only imports the library", async () => {
    expect(await loaded("")).toEqual([]);
  });

  it("are loaded by who opens a store, those of that store alone", async () => {
    expect(await loaded(`await icskit.openSqliteStore({ path: ":memory:" })`)).toEqual(["node:sqlite", "kysely"]);
    const nowhere = `{ connectionString: "postgres://icskit@127.0.0.1:1/none" }`;
    expect(await loaded(`await icskit.openPostgresStore(${nowhere}).catch(() => undefined)`)).toEqual(["pg"]);
  });
});
