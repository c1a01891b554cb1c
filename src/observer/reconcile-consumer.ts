import { applyValidatorUpdates, compareValidatorSets, createValidatorSet } from "../ccv/validator-set.ts";
import { channelDisagreement } from "./channel-disagreement.ts";
import { describeDifferences } from "./invariants/describe-differences.ts";
import type { StateDisagrees } from "./observer-event.ts";
import type { ConsumerReading } from "./readings.ts";
import type { Timeline } from "./timeline.ts";

/** Where the consumer's state contradicts the timeline of its own events up to the same block; [] where it does not. */
export function reconcileConsumer(timeline: Timeline, reading: ConsumerReading, height: bigint): StateDisagrees[] {
  const channel = channelDisagreement(timeline.channels.consumer, "consumer", reading.channel);
  return [channel, validators(timeline, reading, height), verdict(timeline, reading)].filter(
    (disagreement) => disagreement !== undefined,
  );
}

function validators(
  { consumerSet: { base, lastRead, scheduled } }: Timeline,
  reading: ConsumerReading,
  height: bigint,
): StateDisagrees | undefined {
  const before = lastRead?.expected ?? base?.set;
  if (before === undefined) return undefined;
  const due = scheduled.filter(({ effectiveHeight }) => effectiveHeight <= height);
  const expected = due.reduce((set, { updates }) => applyValidatorUpdates(set, updates), before);
  const differences = compareValidatorSets(expected, createValidatorSet(reading.validators));
  if (differences.length === 0) return undefined;
  const byState = describeDifferences(differences);
  return { kind: "stateDisagrees", about: "validators", byEvents: `${expected.size} validators`, byState };
}

/** @see throttle_retry.go in x/ccv/consumer/keeper */
function verdict({ slashPackets }: Timeline, reading: ConsumerReading): StateDisagrees | undefined {
  const last = [...slashPackets.values()].at(-1);
  if (last?.sent === undefined || last.timedOut !== undefined) return undefined;
  const isWaiting = last.acknowledged === undefined;
  if (isWaiting === reading.isWaitingForVerdict) return undefined;
  const describe = (waits: boolean): string => (waits ? "waiting" : "known");
  return {
    kind: "stateDisagrees",
    about: `verdict on slash packet ${last.sequence}`,
    byEvents: describe(isWaiting),
    byState: describe(reading.isWaitingForVerdict),
  };
}
