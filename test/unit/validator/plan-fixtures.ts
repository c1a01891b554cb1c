import { toBase64, toBech32 } from "@cosmjs/encoding";
import { providerValidators, type StakedValidator } from "../../../src/ccv/power-shaping.ts";
import { powerShapingParameters } from "../../../src/provider/messages.ts";
import { durationOfSeconds } from "../../../src/provider/parameters.ts";
import type { NodeStatus } from "../../../src/validator/node-status.ts";
import type { ConsumerFacts, PlanFacts, PlanProviderFacts } from "../../../src/validator/plan/consumer-facts.ts";
import { makePlan, type PlanMeans } from "../../../src/validator/plan/make-plan.ts";
import type { Plan } from "../../../src/validator/plan/plan.ts";
import type { Policy, PolicyRule } from "../../../src/validator/policy/policy-schema.ts";

export const bytes = (seed: number, length = 20): Uint8Array => new Uint8Array(length).fill(seed);
export const valcons = (seed: number): string => toBech32("cosmosvalcons", bytes(seed));
export const valoper = (seed: number): string => toBech32("cosmosvaloper", bytes(seed));
/** A public key in base64. */
export const publicKey = (seed: number): string => toBase64(bytes(seed, 32));

function staked(seed: number, power: bigint): StakedValidator {
  const addresses = { providerConsensusAddress: valcons(seed), operatorAddress: valoper(seed) };
  return { ...addresses, power, tokens: power * 1_000_000n, jailed: false };
}

/** A provider with validators of powers 50, 30 and 20; the one that plans are for is the second. */
export function providerFacts(change: Partial<PlanProviderFacts> = {}): PlanProviderFacts {
  const limits = { maxValidators: 100, maxProviderConsensusValidators: 100 };
  const own = staked(2, 30n);
  return {
    chainId: "provider-1",
    height: 100n,
    time: new Date("2026-01-01T00:00:00Z"),
    validator: { ...own, providerKey: publicKey(2), moniker: "two", commissionRate: "0.1" },
    validators: providerValidators([staked(1, 50n), own, staked(3, 20n)], limits),
    otherKeys: new Map([
      [publicKey(1), valoper(1)],
      [publicKey(3), valoper(3)],
    ]),
    minCommissionRate: "0.05",
    nextEpochHeight: 105n,
    unbondingSeconds: 1_814_400n,
    ...change,
  };
}

/** A launched opt-in consumer that the first validator has opted in to. */
export function consumerFacts(change: Partial<ConsumerFacts> = {}): ConsumerFacts {
  const optedIn = change.optedIn ?? [valcons(1)];
  const penalty = { jailDuration: durationOfSeconds(600), tombstone: false };
  return {
    consumerId: "0",
    chainId: "consumer-1",
    phase: "LAUNCHED",
    metadata: { name: "Consumer", description: "d", metadata: "m" },
    shaping: powerShapingParameters(),
    infractions: {
      doubleSign: { slashFraction: "0.05", jailDuration: durationOfSeconds(10_000), tombstone: true },
      downtime: { slashFraction: "0.0001", ...penalty },
    },
    rewardDenoms: ["ibc/REWARD"],
    isOnAllowlist: false,
    isOptedIn: optedIn.includes(valcons(2)),
    ownerAddress: "cosmos1owner",
    spawnTime: new Date("2026-01-02T00:00:00Z"),
    assignedKey: undefined,
    leasedPower: undefined,
    leasedKey: undefined,
    commissionRate: undefined,
    ...change,
    optedIn,
  };
}

export function policyOf(...rules: readonly Partial<PolicyRule>[]): Policy {
  return { rules: rules.map((rule, index) => ({ name: `rule ${index}`, action: "opt-in", ...rule })) };
}

/** A synced node of the validator with its provider key. */
export const syncedNode = (change: Partial<NodeStatus & { kind: "answers" }> = {}): NodeStatus => ({
  ...{ kind: "answers", url: "http://node:26657", chainId: "consumer-1", publicKey: publicKey(2) },
  ...{ catchingUp: false, height: 50n },
  ...change,
});

export function planOf(
  policy: Policy,
  consumers: readonly ConsumerFacts[],
  means: Partial<PlanMeans> = {},
  provider: PlanProviderFacts = providerFacts(),
): Plan {
  const facts: PlanFacts = { provider, consumers };
  return makePlan(facts, policy, { generatedKey: () => undefined, node: () => syncedNode(), ...means });
}
