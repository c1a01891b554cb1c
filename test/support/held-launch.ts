import type { Observation, OpenedChannels } from "../../src/index.ts";
import type { Scenario } from "./on-testnet.ts";

/** A watched consumer that makes blocks, with no connection yet. */
export async function startWatched({ consumer, watch, attach }: Scenario): Promise<Observation> {
  await consumer.create();
  const observation = await watch();
  await consumer.optIn();
  await consumer.spawn();
  await consumer.start();
  await attach();
  return observation;
}

/** A watched consumer with both channels open, and nobody who relays. */
export async function openWatched(
  scenario: Scenario,
): Promise<{ readonly observation: Observation; readonly opened: OpenedChannels }> {
  const observation = await startWatched(scenario);
  const opened = await scenario.consumer.openChannel({ relay: false });
  await opened.finishTransfer();
  return { observation, opened };
}

/** The channels of a handshake that ended. */
export function channelsOf({ ccv, transfer }: OpenedChannels): OpenedChannels["ccv"][] {
  return transfer === undefined ? [ccv] : [ccv, transfer];
}
