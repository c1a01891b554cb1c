import type { ConsumerId } from "../ccv/identifiers.ts";
import { IcsError, type Problem } from "../errors.ts";
import type { KnownBlock } from "./chain-identity.ts";
import type { PhaseMemory } from "./phase-watch.ts";

/** How far one chain was read. */
interface ChainCursor {
  readonly chainId: string;
  /** The last block that was read to its end. */
  readonly height: bigint;
  /** By which a chain that was started anew is told. */
  readonly known: readonly KnownBlock[];
}

/** How far the provider was read, and what its later blocks do not tell again. */
export interface ProviderCursor extends ChainCursor {
  readonly clientId: string | undefined;
  readonly connectionIds: readonly string[];
  readonly phase: PhaseMemory;
}

/** How far the consumer was read, and what its later blocks do not tell again. */
export interface ConsumerCursor extends ChainCursor {
  readonly connectionIds: readonly string[];
  /** Heights at which the CometBFT set is still to be read. */
  readonly dueReads: readonly bigint[];
}

/**
 * Where to go on with observing. Plain data of strings, numbers, bigints, dates, lists and objects: `toJsonText` and
 * `fromJsonText` keep it as text.
 */
export interface ObserverCursor {
  readonly consumerId: ConsumerId;
  readonly provider?: ProviderCursor | undefined;
  readonly consumer?: ConsumerCursor | undefined;
}

/** @throws OBSERVER_CURSOR_INVALID where a cursor is that of another consumer or chain */
export function checkCursor(
  cursor: ObserverCursor | undefined,
  actual: { readonly consumerId: ConsumerId; readonly providerChainId?: string; readonly consumerChainId?: string },
): void {
  if (cursor === undefined) return;
  const problems: Problem[] = [];
  const compare = (name: string, got: string | undefined, wanted: string | undefined): void => {
    if (got !== undefined && wanted !== undefined && got !== wanted) problems.push({ name, got, wanted });
  };
  compare("consumerId", cursor.consumerId, actual.consumerId);
  compare("provider.chainId", cursor.provider?.chainId, actual.providerChainId);
  compare("consumer.chainId", cursor.consumer?.chainId, actual.consumerChainId);
  if (problems.length === 0) return;
  const list = problems.map(({ name, got, wanted }) => `${name} is ${got}, not ${wanted}`).join("; ");
  throw new IcsError(
    "OBSERVER_CURSOR_INVALID",
    `The cursor belongs to something else than what is observed: ${list}\nObserve without a cursor, or with that of this consumer.`,
    { problems },
  );
}
