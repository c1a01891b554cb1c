import { isActivePhase } from "../../ccv/phase.ts";
import { type PredictedSet, predictConsumerSet } from "../../ccv/power-shaping.ts";
import type { SlashJailParameters } from "../../provider/parameters.ts";
import { matchRule } from "../policy/match-rule.ts";
import type { Policy, PolicyRule } from "../policy/policy-schema.ts";
import { type ConsumerFacts, type PlanProviderFacts, slashFractionOf } from "./consumer-facts.ts";
import { decideChanges } from "./decide-changes.ts";
import type { PlanMeans } from "./make-plan.ts";
import type { ExpectedPlace, InfractionCost, NodeDuty, PlannedConsumer } from "./plan.ts";

/** What a decision about one consumer takes. */
export interface PlanConsumerInput {
  readonly provider: PlanProviderFacts;
  readonly facts: ConsumerFacts;
  readonly policy: Policy;
  readonly means: PlanMeans;
  /** Consumer ids by the key that this validator has assigned there. */
  readonly holders: ReadonlyMap<string, string>;
}

/** What the policy wants of one consumer, and what would follow. */
export function planConsumer(input: PlanConsumerInput): PlannedConsumer {
  const { provider, facts, policy } = input;
  const own = provider.validator.providerConsensusAddress;
  const isRead = facts.ownerAddress !== undefined;
  const withOwn = (): PredictedSet => predict(provider, facts, [...facts.optedIn, own]);
  const verdict = isRead
    ? matchRule(policy, facts, () => withOwn().powers.get(own) ?? 0n)
    : { rule: undefined, passedOver: [] };
  const isCompelled = isRead && compels(provider, facts);
  const decided = decideChanges(input, verdict.rule, isCompelled);
  const kinds = decided.changes.map(({ kind }) => kind);
  const staysIn = kinds.includes("opt-in") || (facts.isOptedIn && !kinds.includes("opt-out"));
  const expected = isRead ? placeOf(predictAfter(provider, facts, staysIn), own) : undefined;
  const duty = expected && dutyOf(provider, facts, expected);
  const { consumerId, chainId, phase, isOptedIn, leasedPower, leasedKey, assignedKey, commissionRate } = facts;
  return {
    ...{ consumerId, chainId, phase, isCompelled, isOptedIn, leasedPower, expected },
    ...decided,
    rule: verdict.rule?.name,
    needsApproval: verdict.rule?.approval ?? false,
    why: whyOf(verdict.rule, verdict.passedOver, isCompelled, facts),
    // A key that was assigned since signs only once the next set has come to the consumer.
    signingKey: (duty?.kind === "now" ? leasedKey : undefined) ?? decided.signingKey,
    duty,
    costs: costsOf(provider, facts),
    basis: { phase, chainId, isOptedIn, assignedKey, commissionRate },
  };
}

function predict(provider: PlanProviderFacts, { shaping }: ConsumerFacts, optedIn: readonly string[]): PredictedSet {
  return predictConsumerSet(provider.validators, shaping, optedIn);
}

function predictAfter(provider: PlanProviderFacts, facts: ConsumerFacts, isIn: boolean): PredictedSet {
  const own = provider.validator.providerConsensusAddress;
  const others = facts.optedIn.filter((address) => address !== own);
  return predict(provider, facts, isIn ? [...others, own] : others);
}

/** @see OptInTopNValidators in x/ccv/provider/keeper/partial_set_security.go */
function compels(provider: PlanProviderFacts, facts: ConsumerFacts): boolean {
  if (facts.shaping.topN === 0 || !isActivePhase(facts.phase)) return false;
  const { minPowerInTopN } = predict(provider, facts, []);
  const own = provider.validators.active.find(
    ({ providerConsensusAddress: each }) => each === provider.validator.providerConsensusAddress,
  );
  return own !== undefined && minPowerInTopN !== undefined && own.power >= minPowerInTopN;
}

function placeOf(predicted: PredictedSet, own: string): ExpectedPlace {
  return {
    power: predicted.powers.get(own) ?? 0n,
    totalPower: predicted.powers.values().reduce((sum, power) => sum + power, 0n),
    members: predicted.powers.size,
    reason: predicted.powers.has(own) ? undefined : (predicted.reasons.get(own) ?? "not-bonded"),
  };
}

function whyOf(
  rule: PolicyRule | undefined,
  passedOver: readonly string[],
  isCompelled: boolean,
  { isOptedIn, shaping, phase, ownerAddress }: ConsumerFacts,
): readonly string[] {
  const compelled = isCompelled ? [`the top ${shaping.topN} % must validate, and this validator is among them`] : [];
  if (!isActivePhase(phase)) return [`it is ${phase}`];
  if (ownerAddress === undefined) return ["no rule could concern it"];
  if (rule !== undefined) return [...compelled, `rule "${rule.name}" says ${rule.action}`];
  return [...compelled, isOptedIn ? "opted in, and no rule is for it" : "no rule is for it", ...passedOver];
}

function dutyOf(
  provider: PlanProviderFacts,
  { phase, leasedPower, spawnTime }: ConsumerFacts,
  expected: ExpectedPlace,
): NodeDuty | undefined {
  if (leasedPower !== undefined) return { kind: "now" };
  if (expected.reason !== undefined) return undefined;
  if (phase === "LAUNCHED") return { kind: "next-epoch", height: provider.nextEpochHeight };
  return phase === "INITIALIZED" && spawnTime !== undefined ? { kind: "spawn", time: spawnTime } : undefined;
}

function costsOf({ validator }: PlanProviderFacts, { infractions }: ConsumerFacts): PlannedConsumer["costs"] {
  const cost = (penalty: SlashJailParameters): InfractionCost => ({
    tokens: (validator.tokens * slashFractionOf(penalty)) / 10n ** 18n,
    jailSeconds: penalty.jailDuration.seconds,
    tombstone: penalty.tombstone,
  });
  return {
    ...(infractions?.doubleSign && { doubleSign: cost(infractions.doubleSign) }),
    // The provider jails for downtime, and never for ever, whatever the parameters say.
    ...(infractions?.downtime && { downtime: { ...cost(infractions.downtime), tombstone: false } }),
  };
}
