import { isIcsError } from "../errors.ts";
import type { ConsumerOverview } from "../provider/consumer-overview.ts";
import type { LaunchRun } from "./launch-consumer.ts";
import { waitForValidators } from "./ready-validators.ts";
import { createConsumerOf, initializationOf, spawnTimeOf, specInvalid } from "./spec-messages.ts";

/**
 * Creates the consumer. Where a transaction of an earlier run is still on its way it is refused rather than signed again,
 * and the next reading finds what that one created.
 */
export async function createStep({ provider, spec, tell, signal }: LaunchRun): Promise<void> {
  const input = createConsumerOf(spec, new Date());
  const spawnTime = expectAhead(input.initializationParameters?.spawnTime);
  try {
    const { consumerId, tx } = await provider.createConsumer(input, { signal, signAgain: false });
    tell({ kind: "created", consumerId, spawnTime, tx });
  } catch (error) {
    if (!isSequenceTaken(error)) throw error;
    const { connection } = provider.sender;
    tell({ kind: "waiting", what: "a transaction of this account that was sent before" });
    await connection.waitForHeight((await connection.latestHeight()) + 1n, { signal });
  }
}

/** Gives a registered consumer its spawn time: one that never had any, or whose launch failed. */
export async function scheduleStep(run: LaunchRun, { consumerId }: ConsumerOverview): Promise<void> {
  const { provider, spec, tell, signal, watch } = run;
  if (watch) await waitForValidators(run, consumerId);
  const spawnTime = expectAhead(spawnTimeOf(spec, new Date()));
  const tx = await provider.updateConsumer(
    { consumerId, initializationParameters: initializationOf(spec, spawnTime) },
    { signal },
  );
  tell({ kind: "scheduled", consumerId, spawnTime, tx });
}

function expectAhead(spawnTime: Date | undefined): Date {
  if (spawnTime !== undefined && spawnTime.getTime() > Date.now()) return spawnTime;
  const got = spawnTime?.toISOString() ?? "nothing";
  const wanted = "a time ahead, or how long from the transaction on, such as +10m";
  throw specInvalid(`The spawn time ${got} has passed\nGive another one: initialization.spawnTime.`, [
    { name: "initialization.spawnTime", got, wanted },
  ]);
}

function isSequenceTaken(error: unknown): boolean {
  return isIcsError(error, "TX_REFUSED") && error.context.log.includes("account sequence mismatch");
}
