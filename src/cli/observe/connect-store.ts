import { IcsError } from "../../errors.ts";
import type { ObservationStore } from "../../observer/store/observation-store.ts";
import { openPostgresStore } from "../../observer/store/open-postgres-store.ts";
import { openSqliteStore } from "../../observer/store/open-sqlite-store.ts";

/**
 * Opens the store that a flag names: `postgres://…` or `postgresql://…` a database, any text without a scheme a SQLite
 * file, which is made where there is none, unless it is to be read only.
 * @throws CONFIG_INVALID for another scheme, OBSERVER_STORE_FAILED
 */
export async function connectStore(
  text: string,
  options: { readonly readOnly?: boolean } = {},
): Promise<ObservationStore> {
  if (/^postgres(ql)?:\/\//.test(text)) return openPostgresStore({ connectionString: text, ...options });
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1];
  if (scheme === undefined && text !== "") return openSqliteStore({ path: text, ...options });
  const wanted = "a file, or postgres://user@host/database";
  const problems = [{ name: "--store", got: scheme === undefined ? "nothing" : `${scheme}://…`, wanted }];
  throw new IcsError("CONFIG_INVALID", `--store: ${problems[0]?.got} is no store\nGive ${wanted}.`, { problems });
}
