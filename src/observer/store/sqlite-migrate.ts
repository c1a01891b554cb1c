import type { DatabaseSync } from "node:sqlite";
import { applicationId, migrations } from "./sqlite-schema.ts";
import { storeError } from "./store-error.ts";

/**
 * Brings a file to the newest version, step by step, each of them whole or not at all.
 * @throws OBSERVER_STORE_FAILED for a file of another application, a newer version, or one to be migrated read-only
 */
export function migrate(database: DatabaseSync, path: string, readOnly: boolean): void {
  const version = pragma(database, "user_version");
  const id = pragma(database, "application_id");
  const isEmpty = Number(database.prepare("SELECT count(*) AS n FROM sqlite_schema").get()?.n) === 0;
  if (id !== applicationId && !(isEmpty && id === 0 && version === 0))
    throw storeError(path, "be opened", "not-a-store");
  if (version > migrations.length) throw storeError(path, "be opened", "newer-version");
  if (readOnly) {
    if (version < migrations.length) throw storeError(path, "be brought to the newest version", "read-only");
    return;
  }
  // Readers do not hold up the writer; after a power failure at most the last blocks are to be observed again.
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON");
  for (const [step, sql] of migrations.entries()) {
    if (step < version) continue;
    database.exec(
      `BEGIN IMMEDIATE; ${sql} PRAGMA user_version = ${step + 1}; PRAGMA application_id = ${applicationId}; COMMIT`,
    );
  }
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
}
