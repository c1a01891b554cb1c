import type { ObservationStore } from "./observation-store.ts";
import type { SqliteStoreOptions } from "./sqlite-store.ts";

/**
 * Opens a store in one SQLite file, made where there is none. SQLite is loaded here only, so that who stores nothing
 * does not load it.
 * @throws OBSERVER_STORE_FAILED
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<ObservationStore> {
  const { SqliteStore } = await import("./sqlite-store.ts");
  return SqliteStore.open(options);
}
