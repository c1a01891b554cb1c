import type { Restart } from "./chain-identity.ts";
import type { ChainRole, ObserverEvent } from "./observer-event.ts";

/** The event of a chain whose place another one has taken, at the block by which that was told. */
export function restartEvent(chain: ChainRole, chainId: string, { at, observation }: Restart): ObserverEvent {
  return { ...observation, chain, chainId, height: at.height, time: at.time, txHash: undefined };
}
