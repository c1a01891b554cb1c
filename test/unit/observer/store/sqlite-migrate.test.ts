import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { isIcsError } from "../../../../src/errors.ts";
import { toJsonText } from "../../../../src/observer/json-text.ts";
import type { Migrations } from "../../../../src/observer/store/migrations.ts";
import { openSqliteStore } from "../../../../src/observer/store/open-sqlite-store.ts";
import { migrateSqlite } from "../../../../src/observer/store/sqlite-migrate.ts";
import { applicationId, sqliteMigrations } from "../../../../src/observer/store/sqlite-schema.ts";
import { linesOf, startObserverChild } from "../../../support/observer-process.ts";
import { useTemporaryFolder } from "../../../support/temporary-folder.ts";
import { collect } from "../collect.ts";
import { vscSent } from "../observed.ts";

const subject = { providerChainId: "provider-1", consumerId: "0" };
const temporaryFolder = useTemporaryFolder();
const newPath = async (): Promise<string> => join(await temporaryFolder(), "observer.sqlite");

/** A file as versions without a table of migrations made it, with one event. */
function writeVersion1(path: string): void {
  using database = new DatabaseSync(path);
  for (const statement of sqliteMigrations["0001-history"] ?? [])
    database.exec(statement.replace(" IF NOT EXISTS", ""));
  database.exec(`PRAGMA user_version = 1; PRAGMA application_id = ${applicationId}`);
  database.exec("INSERT INTO subject VALUES (1, 'provider-1', '0')");
  const event = vscSent(7n, 1n);
  const insert = "INSERT INTO event (subject, chain, height, kind, value) VALUES (1, 'provider', 7, ?, ?)";
  database.prepare(insert).run(event.kind, toJsonText(event));
}

function namesIn(path: string): unknown[] {
  using database = new DatabaseSync(path, { readOnly: true });
  return database.prepare("SELECT name FROM kysely_migration ORDER BY name").all();
}

async function reasonOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return isIcsError(error, "OBSERVER_STORE_FAILED") ? error.context.reason : String(error);
}

describe("migrations of a SQLite file", () => {
  it("brings a file from before they were kept in a table to the newest version, with its history", async () => {
    const path = await newPath();
    writeVersion1(path);
    await using store = await openSqliteStore({ path });
    expect(await collect(store.events(subject))).toEqual([{ position: 1, event: vscSent(7n, 1n) }]);
    expect(namesIn(path)).toEqual([{ name: "0001-history" }]);
  });

  it("does not touch an old file that is to be read only", async () => {
    const path = await newPath();
    writeVersion1(path);
    expect(await reasonOf(openSqliteStore({ path, readOnly: true }))).toBe("read-only");
    await (await openSqliteStore({ path })).close();
    expect(await reasonOf(openSqliteStore({ path, readOnly: true }))).toBe("undefined");
  });

  it("runs what is new, once, and leaves the rest", async () => {
    const path = await newPath();
    await (await openSqliteStore({ path })).close();
    const migrations: Migrations = { ...sqliteMigrations, "0002-more": ["CREATE TABLE more (id INTEGER) STRICT"] };
    using database = new DatabaseSync(path);
    for (let time = 0; time < 2; time += 1) await migrateSqlite(database, { path, readOnly: false, migrations });
    expect(namesIn(path)).toEqual([{ name: "0001-history" }, { name: "0002-more" }]);
  });

  it("leaves a file as it was where a step fails", async () => {
    const path = await newPath();
    await (await openSqliteStore({ path })).close();
    const broken: Migrations = { ...sqliteMigrations, "0002-broken": ["CREATE TABLE half (id INTEGER)", "NONSENSE"] };
    using database = new DatabaseSync(path);
    await expect(migrateSqlite(database, { path, readOnly: false, migrations: broken })).rejects.toThrow(/NONSENSE/);
    expect(database.prepare("SELECT name FROM sqlite_schema WHERE name = 'half'").all()).toEqual([]);
    expect(namesIn(path)).toEqual([{ name: "0001-history" }]);
  });

  it("refuses a file that has had a step which this version does not know", async () => {
    const path = await newPath();
    await (await openSqliteStore({ path })).close();
    {
      using database = new DatabaseSync(path);
      database.exec("INSERT INTO kysely_migration VALUES ('9999-future', '2030-01-01')");
    }
    expect(await reasonOf(openSqliteStore({ path }))).toBe("newer-version");
  });

  it("makes one file of it when several open it at the same time, in this process and in others", async () => {
    const path = await newPath();
    const children = [1, 2, 3].map(() => linesOf(startObserverChild({ store: path, blocks: 0 })));
    const stores = await Promise.all([1, 2, 3].map(() => openSqliteStore({ path })));
    expect(await Promise.all(children)).toEqual([["whole"], ["whole"], ["whole"]]);
    for (const store of stores) await store.close();
    expect(namesIn(path)).toEqual([{ name: "0001-history" }]);
  });
});
