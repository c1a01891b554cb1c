import type { ObservationStore } from "../observer/store/observation-store.ts";
import { openPostgresStore } from "../observer/store/open-postgres-store.ts";
import { openSqliteStore } from "../observer/store/open-sqlite-store.ts";
import { isDatabase } from "./flag-checks.ts";

/**
 * Opens the store that a checked `--store` names: a database, or a SQLite file, which is made where there is none, unless
 * it is to be read only.
 * @throws OBSERVER_STORE_FAILED
 */
export async function connectStore(
  text: string,
  options: { readonly readOnly?: boolean } = {},
): Promise<ObservationStore> {
  if (isDatabase(text)) return openPostgresStore({ connectionString: text, ...options });
  return openSqliteStore({ path: text, ...options });
}
