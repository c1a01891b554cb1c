import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { SqliteDatabase } from "kysely";
import { type Migrations, migrationState, migrationTable, runMigrations } from "./migrations.ts";
import { applicationId, sqliteMigrations, userVersion } from "./sqlite-schema.ts";
import { storeError } from "./store-error.ts";

/**
 * Brings a file to the newest version: wholly, or not at all.
 * @throws OBSERVER_STORE_FAILED for a file of another application, a newer version, or one to be migrated read-only;
 * SQLite's own errors
 */
export async function migrateSqlite(
  database: DatabaseSync,
  { path, readOnly, migrations = sqliteMigrations }: MigrateSqliteOptions,
): Promise<void> {
  const state = stateOf(database, migrations);
  if (state === "foreign") throw storeError(path, "be opened", "not-a-store");
  if (state === "newer") throw storeError(path, "be opened", "newer-version");
  if (readOnly && state !== "latest") throw storeError(path, "be brought to the newest version", "read-only");
  if (readOnly) return;
  if (state === "older") await inTurn(() => migrate(database, migrations));
  // Readers do not hold up the writer; after a power failure at most the last blocks are to be observed again.
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON");
}

/** Which file, and what it is to become. */
export interface MigrateSqliteOptions {
  readonly path: string;
  readonly readOnly: boolean;
  /** Default: those of this version. */
  readonly migrations?: Migrations;
}

/** As of one moment, while another process may be migrating the file. */
function stateOf(database: DatabaseSync, migrations: Migrations): "foreign" | ReturnType<typeof migrationState> {
  database.exec("BEGIN");
  try {
    const tables = database.prepare("SELECT name FROM sqlite_schema").all();
    const version = pragma(database, "user_version");
    const id = pragma(database, "application_id");
    if (id !== applicationId && (tables.length > 0 || id !== 0 || version !== 0)) return "foreign";
    if (version > userVersion) return "newer";
    if (!tables.some(({ name }) => name === migrationTable)) return "older";
    const had = database.prepare(`SELECT name FROM ${migrationTable}`).all();
    return migrationState(
      migrations,
      had.map(({ name }) => String(name)),
    );
  } finally {
    database.exec("COMMIT");
  }
}

/** Kysely has no transactions for SQLite's migrations: this one also keeps other processes out until all is done. */
async function migrate(database: DatabaseSync, migrations: Migrations): Promise<void> {
  const { SqliteDialect } = await import("kysely");
  const dialect = new SqliteDialect({ database: asKyselyDatabase(database) });
  database.exec("BEGIN IMMEDIATE");
  try {
    await runMigrations(dialect, migrations);
    database.exec(`PRAGMA user_version = ${userVersion}; PRAGMA application_id = ${applicationId}; COMMIT`);
  } catch (error) {
    // A full disk ends the transaction by itself.
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

let turn: Promise<void> = Promise.resolve();

/** SQLite waits for a lock without letting go of the thread: two migrations in one process would wait for each other. */
function inTurn(work: () => Promise<void>): Promise<void> {
  const mine = turn.then(work);
  turn = mine.catch(() => undefined);
  return mine;
}

/** What Kysely uses of a driver, by node:sqlite. */
function asKyselyDatabase(database: DatabaseSync): SqliteDatabase {
  return {
    close: () => undefined,
    prepare: (sql) => {
      const statement = database.prepare(sql);
      return {
        reader: statement.columns().length > 0,
        all: (values) => statement.all(...(values as SQLInputValue[])),
        run: (values) => statement.run(...(values as SQLInputValue[])),
        iterate: (values) => statement.iterate(...(values as SQLInputValue[])),
      };
    },
  };
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
}
