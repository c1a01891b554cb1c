import type { Dialect } from "kysely";
import type { Migration } from "kysely/migration";

/**
 * The statements of each migration by its name, in the order in which they run. None is ever changed or removed once
 * released: a new version of the tables is a new entry at the end.
 */
export type Migrations = Readonly<Record<string, readonly string[]>>;

/** Where the names of the migrations that a database has had are kept. */
export const migrationTable = "kysely_migration";

/** How a database stands to the migrations that this version knows. */
export function migrationState(migrations: Migrations, had: readonly string[]): "latest" | "older" | "newer" {
  const known = Object.keys(migrations);
  if (had.some((name) => !known.includes(name))) return "newer";
  return had.length < known.length ? "older" : "latest";
}

/**
 * Runs what a database lacks. Of several processes at once one does it, and the others find it done.
 * @throws the driver's own errors
 */
export async function runMigrations(dialect: Dialect, migrations: Migrations, schema?: string): Promise<void> {
  const { Kysely, sql } = await import("kysely");
  const { Migrator } = await import("kysely/migration");
  const toMigration = ([name, statements]: [string, readonly string[]]): [string, Migration] => [
    name,
    {
      up: async (db) => {
        for (const statement of statements) await sql.raw(statement).execute(db);
      },
    },
  ];
  const known = Object.fromEntries(Object.entries(migrations).map(toMigration));
  const migrator = new Migrator({
    db: new Kysely<unknown>({ dialect }),
    provider: { getMigrations: async () => known },
    migrationTableName: migrationTable,
    ...(schema !== undefined && { migrationTableSchema: schema }),
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}
