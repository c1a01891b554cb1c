import type { Observation, OpenedChannels } from "../../src/index.ts";
import type { Scenario } from "./on-testnet.ts";

/** A watched consumer with both channels open, and nobody who relays. */
export async function openWatched(
  scenario: Scenario,
): Promise<{ readonly observation: Observation; readonly opened: OpenedChannels }> {
  const observation = await scenario.startWatched();
  const opened = await scenario.consumer.openChannel({ relay: false });
  await opened.finishTransfer();
  return { observation, opened };
}

/** The channels of a handshake that ended. */
export function channelsOf({ ccv, transfer }: OpenedChannels): OpenedChannels["ccv"][] {
  return transfer === undefined ? [ccv] : [ccv, transfer];
}
