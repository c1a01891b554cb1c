import { migrationState, migrationTable, runMigrations } from "./migrations.ts";
import type { PostgresClient } from "./postgres-client.ts";
import { postgresMigrations, quoted } from "./postgres-schema.ts";
import { storeError } from "./store-error.ts";

/**
 * Brings a schema to the newest version, wholly or not at all; of several processes at once one does it.
 * @throws OBSERVER_STORE_FAILED
 */
export async function migratePostgres(client: PostgresClient, schema: string): Promise<void> {
  const migrations = postgresMigrations(schema);
  const state = migrationState(migrations, await hadMigrations(client, schema));
  if (state === "newer") throw storeError(client.label, "be opened", "newer-version");
  if (state === "latest") return;
  if (client.readOnly) throw storeError(client.label, "be brought to the newest version", "read-only");
  const { PostgresDialect } = await import("kysely");
  try {
    await runMigrations(new PostgresDialect({ pool: client.pool }), migrations, schema);
  } catch (error) {
    throw client.failure("be brought to the newest version", error);
  }
}

async function hadMigrations(client: PostgresClient, schema: string): Promise<string[]> {
  const operation = "be opened";
  const table = `${quoted(schema)}.${quoted(migrationTable)}`;
  const [found] = await client.query(operation, { text: "SELECT to_regclass($1) AS oid", values: [table] });
  if (!found?.oid) return [];
  return (await client.query(operation, { text: `SELECT name FROM ${table}` })).map(({ name }) => String(name));
}
