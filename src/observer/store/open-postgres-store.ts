import type { ObservationStore } from "./observation-store.ts";
import type { PostgresStoreOptions } from "./postgres-store.ts";

/**
 * Opens a store in a PostgreSQL database for many consumers and several writers, and makes or migrates its tables. The
 * driver is loaded here only, so that who does not use it does not load it.
 * @throws OBSERVER_STORE_FAILED; retryable with the reason `disconnected` where the server cannot be reached
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<ObservationStore> {
  const { PostgresStore } = await import("./postgres-store.ts");
  return PostgresStore.open(options);
}
