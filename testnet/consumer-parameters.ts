import {
  durationOfSeconds,
  type InfractionParameters,
  type PowerShapingParameters,
  powerShapingParameters,
} from "../src/index.ts";
import type { TestnetProvider } from "./testnet-provider.ts";
import type { ResolvedConsumer } from "./topology.ts";

/** Who may be in the set of a consumer that is created, with addresses in place of the topology's names. */
export function createdPowerShaping(
  { powerShaping }: ResolvedConsumer,
  provider: TestnetProvider,
): PowerShapingParameters {
  const addresses = (names: readonly string[]): string[] =>
    names.map((name) => provider.validator(name).consensusAddress);
  return powerShapingParameters({
    ...powerShaping,
    topN: 0,
    allowlist: addresses(powerShaping.allowlist),
    denylist: addresses(powerShaping.denylist),
    prioritylist: addresses(powerShaping.prioritylist),
  });
}

/** What an infraction costs on a consumer that is created; what the topology leaves out is the provider's default. */
export function createdInfractions({ infractions: { downtime, doubleSign } }: ResolvedConsumer): InfractionParameters {
  const parameters = (given: NonNullable<typeof downtime>) => ({
    slashFraction: given.slashFraction.toString(),
    jailDuration: durationOfSeconds(given.jailSeconds),
    tombstone: given.tombstone,
  });
  return {
    ...(downtime && { downtime: parameters(downtime) }),
    ...(doubleSign && { doubleSign: parameters(doubleSign) }),
  };
}
