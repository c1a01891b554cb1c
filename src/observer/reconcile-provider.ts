import { compareValidatorSets, createValidatorSet } from "../ccv/validator-set.ts";
import { channelDisagreement } from "./channel-disagreement.ts";
import { describeDifferences } from "./invariants/describe-differences.ts";
import type { StateDisagrees } from "./observer-event.ts";
import type { ProviderReading } from "./readings.ts";
import type { Timeline } from "./timeline.ts";

/** Where the provider's state contradicts the timeline of its own events up to the same block; [] where it does not. */
export function reconcileProvider(timeline: Timeline, reading: ProviderReading): StateDisagrees[] {
  return [phase(timeline, reading), channel(timeline, reading), validators(timeline, reading)].filter(
    (disagreement) => disagreement !== undefined,
  );
}

function phase({ phases }: Timeline, reading: ProviderReading): StateDisagrees | undefined {
  const byEvents = phases.at(-1)?.phase;
  if (byEvents === undefined || byEvents === reading.phase) return undefined;
  return { kind: "stateDisagrees", about: "phase", byEvents, byState: reading.phase };
}

function channel({ channels }: Timeline, reading: ProviderReading): StateDisagrees | undefined {
  // Deleting a consumer removes what it knows of its channel.
  return reading.phase === "DELETED" ? undefined : channelDisagreement(channels.provider, "provider", reading.channel);
}

/** The stored set is what was sent to the consumer, as long as nothing waits to be sent. */
function validators({ computedSet }: Timeline, reading: ProviderReading): StateDisagrees | undefined {
  const isComparable = reading.phase === "LAUNCHED" && reading.pendingValsetUpdateIds.length === 0;
  if (computedSet === undefined || !isComparable) return undefined;
  const differences = compareValidatorSets(computedSet, createValidatorSet(reading.validators));
  if (differences.length === 0) return undefined;
  const byState = describeDifferences(differences);
  return { kind: "stateDisagrees", about: "validators", byEvents: `${computedSet.size} validators`, byState };
}
