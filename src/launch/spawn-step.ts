import type { ConsumerOverview } from "../provider/consumer-overview.ts";
import type { LaunchRun } from "./launch-consumer.ts";
import { tellValidators } from "./ready-validators.ts";
import { waitForSpawn } from "./spawn.ts";

/** Waits for the launch, and tells meanwhile who would validate. @throws CCV_LAUNCH_FAILED, CCV_PHASE_FORBIDS */
export async function spawnStep(run: LaunchRun, { consumerId, initializationParameters }: ConsumerOverview) {
  const { provider, tell, signal } = run;
  const spawnTime = initializationParameters?.spawnTime?.toISOString();
  tell({ kind: "waiting", what: `the spawn time${spawnTime === undefined ? "" : ` ${spawnTime}`}` });
  const over = new AbortController();
  const telling = tellValidators(run, consumerId, AbortSignal.any([signal, over.signal]));
  telling.catch(() => undefined); // The spawn is what is waited for, and it reads the same chain.
  try {
    const source = { connection: provider.sender.connection, queries: provider.queries };
    const { chain, height, time } = await waitForSpawn(source, consumerId, { signal });
    tell({ kind: "spawned", height, time, clientId: chain.clientId });
  } finally {
    over.abort();
  }
}
