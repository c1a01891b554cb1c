import { fromHex } from "@cosmjs/encoding";
import { revisionNumber } from "../chain/chain-id.ts";
import { IcsError, isIcsError, type Problem } from "../errors.ts";
import { type CreateConsumer, initializationParameters, msgCreateConsumer } from "../provider/messages.ts";
import type { InfractionParameters, InitializationParameters, PowerShapingParameters } from "../provider/parameters.ts";
import type { ConsumerSpec } from "./consumer-spec.ts";

/** The spawn time that a spec asks for: the one it names, or so long after `now`. */
export function spawnTimeOf({ initialization: { spawnTime } }: ConsumerSpec, now: Date): Date {
  return spawnTime.at ?? new Date(now.getTime() + spawnTime.delayMs);
}

/** The initialization parameters of a spec. */
export function initializationOf(spec: ConsumerSpec, spawnTime: Date): InitializationParameters {
  const { initialHeight, genesisHash, binaryHash, spawnTime: _, ...rest } = spec.initialization;
  return initializationParameters(spec.chainId, {
    ...rest,
    initialHeight: { revisionNumber: revisionNumber(spec.chainId), revisionHeight: initialHeight },
    genesisHash: fromHex(genesisHash.toLowerCase()),
    binaryHash: fromHex(binaryHash.toLowerCase()),
    spawnTime,
  });
}

/** The power-shaping parameters of a spec, for a consumer that is `topN` now. */
export function powerShapingOf({ powerShaping }: ConsumerSpec, topN = 0): PowerShapingParameters {
  return { ...powerShaping, topN };
}

/** The infraction parameters of a spec. */
export function infractionsOf({ infractions: { doubleSign, downtime } }: ConsumerSpec): InfractionParameters {
  return { ...(doubleSign && { doubleSign }), ...(downtime && { downtime }) };
}

/** What creates the consumer of a spec. */
export function createConsumerOf(spec: ConsumerSpec, now: Date): Omit<CreateConsumer, "submitter"> {
  return {
    chainId: spec.chainId,
    metadata: spec.metadata,
    initializationParameters: initializationOf(spec, spawnTimeOf(spec, now)),
    powerShapingParameters: powerShapingOf(spec),
    infractionParameters: infractionsOf(spec),
    allowlistedRewardDenoms: spec.rewards.allowlist,
  };
}

/** An account of nobody: the rules want one, and nothing else depends on which. */
const ANY_ACCOUNT = "cosmos1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqnrql8a";

/** What the provider would refuse of a spec, by the spec's own field paths; asks no chain. */
export function refusedFields(spec: ConsumerSpec, submitter = ANY_ACCOUNT): Problem[] {
  try {
    msgCreateConsumer({ ...createConsumerOf(spec, new Date()), submitter });
    return [];
  } catch (error) {
    if (!isIcsError(error, "TX_MESSAGE_INVALID")) throw error;
    return error.context.problems.map((problem) => ({ ...problem, name: specField(problem.name) }));
  }
}

const SPEC_FIELDS: readonly (readonly [RegExp, string])[] = [
  [/^initializationParameters\.initialHeight.*/, "initialization.initialHeight"],
  [/^initializationParameters/, "initialization"],
  [/^powerShapingParameters/, "powerShaping"],
  [/^infractionParameters/, "infractions"],
  [/^allowlistedRewardDenoms/, "rewards.allowlist"],
];

function specField(name: string): string {
  for (const [pattern, field] of SPEC_FIELDS) if (pattern.test(name)) return name.replace(pattern, field);
  return name;
}

/** The error of a spec that cannot be carried out as it stands. */
export function specInvalid(firstLine: string, problems: readonly Problem[]): IcsError<"CONFIG_INVALID"> {
  return new IcsError("CONFIG_INVALID", firstLine, { problems });
}
