import type { ObserverWorkerOptions } from "./observer-worker-options.ts";

/**
 * Follows a share of a provider's consumers, beside other workers with the same database, until the signal aborts. Each
 * consumer is followed by exactly one live worker. A worker that joins gets its share within seconds; the share of one
 * that was killed is taken over some 10 seconds later; one that was only asleep can write nothing any more to what was
 * taken over meanwhile. The driver and the lease library are loaded here only.
 * @throws OBSERVER_STORE_FAILED where the database cannot be opened; later it is waited for
 */
export async function runObserverWorker(options: ObserverWorkerOptions): Promise<void> {
  const { ObserverWorker } = await import("./observer-worker.ts");
  const worker = await ObserverWorker.join(options);
  await worker.run();
}
