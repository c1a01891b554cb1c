import { createStoreView } from "../../observer/service/store-view.ts";
import { createCliLogger } from "../cli-logger.ts";
import { connectStore } from "../connect-store.ts";
import type { CliContext } from "../context.ts";
import { checkConsumerId, checkStore, FlagProblems, readListen } from "../flag-checks.ts";

/** The flags of `icskit view`, as they were written. */
export interface ViewFlags {
  readonly store: string;
  readonly listen: string;
  readonly providerChainId?: string;
  readonly consumerId?: readonly string[];
  readonly allowHost?: readonly string[];
  readonly json?: boolean;
}

/** Serves what a store holds until it is interrupted. @throws CONFIG_INVALID, OBSERVER_STORE_FAILED; the signal's reason */
export async function viewCommand(flags: ViewFlags, { signal, config, version }: CliContext): Promise<void> {
  const problems = new FlagProblems();
  checkStore(flags.store, problems.note);
  for (const id of flags.consumerId ?? []) checkConsumerId(id, problems.note);
  const address = readListen(flags.listen, problems.note);
  problems.throwAny();
  const logger = createCliLogger(config.logLevel);
  await using store = await connectStore(flags.store, { readOnly: true });
  await using view = await createStoreView({
    ...{ store, logger, signal },
    providerChainId: flags.providerChainId,
    ...(flags.consumerId && { consumerIds: flags.consumerId }),
  });
  const { startObserverServer } = await import("../../observer/web/observer-server.ts");
  const allowedHosts = flags.allowHost ?? [];
  await using server = await startObserverServer(view, { ...address, allowedHosts, version, logger });
  const { providerChainId } = view;
  const { url } = server;
  console.log(flags.json ? JSON.stringify({ type: "started", providerChainId, url }) : `serving ${url}`);
  await new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
