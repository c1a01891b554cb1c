/**
 * Where a consumer chain stands in its life on the provider.
 * REGISTERED: has an id; INITIALIZED: has all it needs to launch, and a spawn time; LAUNCHED: takes validator sets;
 * STOPPED: no more, state kept until the unbonding time has passed; DELETED: state removed, the id stays taken.
 * @see ConsumerPhase in interchain_security/ccv/provider/v1/provider.proto
 */
export type ConsumerPhase = "REGISTERED" | "INITIALIZED" | "LAUNCHED" | "STOPPED" | "DELETED";

/** The phases in the order of a consumer's life; the wire number of each is its index plus 1. */
export const consumerPhases: readonly ConsumerPhase[] = ["REGISTERED", "INITIALIZED", "LAUNCHED", "STOPPED", "DELETED"];

const wirePrefix = "CONSUMER_PHASE_";

/**
 * Reads a phase from any form the chain gives it in: the wire number (1), the enum name ("CONSUMER_PHASE_REGISTERED",
 * as queries, events and JSON print it) or the bare name ("REGISTERED"). Undefined for UNSPECIFIED and anything else.
 */
export function parsePhase(value: number | string): ConsumerPhase | undefined {
  if (typeof value === "number") return consumerPhases[value - 1];
  const name = value.startsWith(wirePrefix) ? value.slice(wirePrefix.length) : value;
  return consumerPhases.find((phase) => phase === name);
}

/** The wire number of a phase: 1 for REGISTERED to 5 for DELETED. */
export function phaseNumber(phase: ConsumerPhase): number {
  return consumerPhases.indexOf(phase) + 1;
}

/** The enum name of a phase, as queries and events print it: "CONSUMER_PHASE_LAUNCHED". */
export function phaseName(phase: ConsumerPhase): string {
  return `${wirePrefix}${phase}`;
}

/**
 * True for the phases in which validators may opt in and assign keys.
 * @see IsConsumerActive in x/ccv/provider/keeper/consumer_lifecycle.go
 */
export function isActivePhase(phase: ConsumerPhase): boolean {
  return phase === "REGISTERED" || phase === "INITIALIZED" || phase === "LAUNCHED";
}

/**
 * True where the provider can take a consumer from one phase straight to the other. INITIALIZED to REGISTERED is a
 * launch that failed, or an owner who withdrew the spawn time.
 */
export function isPhaseStep(from: ConsumerPhase, to: ConsumerPhase): boolean {
  return phaseSteps[from].includes(to);
}

const phaseSteps: Readonly<Record<ConsumerPhase, readonly ConsumerPhase[]>> = {
  REGISTERED: ["INITIALIZED"],
  INITIALIZED: ["REGISTERED", "LAUNCHED"],
  LAUNCHED: ["STOPPED"],
  STOPPED: ["DELETED"],
  DELETED: [],
};
