import { toHex } from "@cosmjs/encoding";
import { durationToJson } from "../codec/duration-json.ts";
import { jsonText } from "../errors.ts";
import type { ConsumerOverview } from "../provider/consumer-overview.ts";
import type { UpdateConsumer } from "../provider/messages.ts";
import type { InfractionParameters, InitializationParameters } from "../provider/parameters.ts";
import type { ConsumerSpec } from "./consumer-spec.ts";
import { infractionsOf, initializationOf, powerShapingOf, spawnTimeOf } from "./spec-messages.ts";

/** One value that the provider has and the spec wants otherwise. */
export interface SpecChange {
  /** By the message's field path. */
  readonly field: string;
  readonly now: string;
  readonly next: string;
  /** True where it comes into force only after the provider's unbonding time. */
  readonly queued?: true;
}

/** What makes the provider agree with a spec; without changes there is nothing to send. */
export interface SpecUpdate {
  readonly changes: readonly SpecChange[];
  readonly update: Omit<UpdateConsumer, "owner">;
  /** What the spec wants, and can no longer be changed. */
  readonly late: readonly SpecChange[];
}

/**
 * Compares a spec with what the provider has of its consumer; a spawn time that is only a delay is left as it is set.
 * Infraction parameters that the provider has queued count as what it has: sent again they would come later.
 * @see UpdateQueuedInfractionParams in x/ccv/provider/keeper/infraction_parameters.go
 */
export function specUpdate(spec: ConsumerSpec, overview: ConsumerOverview, now: Date): SpecUpdate {
  const { consumerId, phase, powerShapingParameters: shaping } = overview;
  const spawnTime =
    spec.initialization.spawnTime.at ?? overview.initializationParameters?.spawnTime ?? spawnTimeOf(spec, now);
  const initialization = initializationOf(spec, spawnTime);
  const wanted = {
    metadata: spec.metadata,
    powerShapingParameters: powerShapingOf(spec, shaping.topN),
    // What the spec does not name the provider would take from those in force, and drop from those queued.
    infractionParameters: { ...overview.queuedInfractionParameters, ...infractionsOf(spec) },
    allowlistedRewardDenoms: spec.rewards.allowlist,
  };
  const parts = {
    metadata: changes("metadata", overview.metadata, wanted.metadata),
    powerShapingParameters: changes("powerShapingParameters", shaping, wanted.powerShapingParameters),
    infractionParameters: infractionChanges(spec, overview, wanted.infractionParameters),
    allowlistedRewardDenoms: changes(
      "allowlistedRewardDenoms",
      overview.allowlistedRewardDenoms,
      wanted.allowlistedRewardDenoms,
    ),
  };
  const start = changes("initializationParameters", overview.initializationParameters, initialization);
  const isOpen = phase === "REGISTERED" || phase === "INITIALIZED";
  const given = Object.fromEntries(
    Object.entries(wanted).filter(([name]) => parts[name as keyof typeof parts].length > 0),
  ) as Partial<typeof wanted>;
  return {
    changes: [...Object.values(parts).flat(), ...(isOpen ? start : [])],
    late: isOpen ? [] : start.filter(({ field }) => !field.endsWith("spawnTime")),
    update: { consumerId, ...given, ...(isOpen && start.length > 0 && { initializationParameters: initialization }) },
  };
}

function infractionChanges(
  spec: ConsumerSpec,
  { phase, infractionParameters: inForce, queuedInfractionParameters: queued }: ConsumerOverview,
  sent: InfractionParameters,
): SpecChange[] {
  const wanted = infractionsOf(spec);
  const found = changes("infractionParameters", withGiven(queued ?? inForce, wanted), wanted);
  // What is in force again is not queued: the provider drops the change that is under way.
  const isQueued = phase === "LAUNCHED" && changes("", withGiven(inForce, sent), sent).length > 0;
  return isQueued ? found.map((change) => ({ ...change, queued: true })) : found;
}

/** Only what the spec names: the rest is the provider's default, and stays. */
function withGiven(present: InfractionParameters | undefined, given: InfractionParameters): InfractionParameters {
  const { doubleSign, downtime } = present ?? {};
  return { ...(given.doubleSign && doubleSign && { doubleSign }), ...(given.downtime && downtime && { downtime }) };
}

type Compared = InitializationParameters | object | undefined;

function changes(field: string, present: Compared, wanted: Compared): SpecChange[] {
  const [now, next] = [flat(field, present), flat(field, wanted)];
  return [...new Set([...now.keys(), ...next.keys()])]
    .map((name) => ({ field: name, now: now.get(name) ?? "nothing", next: next.get(name) ?? "nothing" }))
    .filter((change) => change.now !== change.next);
}

/** Leaves as text, by path. */
function flat(path: string, value: unknown): Map<string, string> {
  const leaf = leafText(value);
  if (leaf !== undefined) return new Map([[path, leaf]]);
  return new Map(Object.entries(value as object).flatMap(([key, item]) => [...flat(`${path}.${key}`, item)]));
}

function leafText(value: unknown): string | undefined {
  if (value === undefined) return "nothing";
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return toHex(value);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return jsonText(value);
  const { seconds, nanos } = value as { readonly seconds?: bigint; readonly nanos?: number };
  return seconds === undefined || nanos === undefined ? undefined : durationToJson({ seconds, nanos });
}
