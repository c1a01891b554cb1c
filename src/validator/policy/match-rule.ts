import { decimalToAtomics, type SlashJailParameters } from "../../provider/parameters.ts";
import { type ConsumerFacts, slashFractionOf } from "../plan/consumer-facts.ts";
import type { Policy, PolicyConditions, PolicyRule } from "./policy-schema.ts";

/** What a policy says of one consumer. */
export interface RuleVerdict {
  /** The rule that decides; undefined where none does. */
  readonly rule: PolicyRule | undefined;
  /** Why each rule before it does not. */
  readonly passedOver: readonly string[];
}

/** What the outcome of a decision for a consumer would be, asked only where a rule depends on it. */
export type ExpectedPower = () => bigint;

/** The first rule whose conditions all hold. */
export function matchRule(policy: Policy, facts: ConsumerFacts, expectedPower: ExpectedPower): RuleVerdict {
  const passedOver: string[] = [];
  for (const rule of policy.rules) {
    const failed = failedCondition(rule.when ?? {}, facts, expectedPower);
    if (failed === undefined) return { rule, passedOver };
    passedOver.push(`${rule.name}: ${failed}`);
  }
  return { rule: undefined, passedOver };
}

type Check = (when: PolicyConditions, facts: ConsumerFacts, expectedPower: ExpectedPower) => string | undefined;

/** In the order of what they cost. */
const checks: readonly Check[] = [
  ({ consumerIds: wanted }, { consumerId }) => unless(!wanted || wanted.includes(consumerId), "another consumer id"),
  ({ chainIds: wanted }, { chainId }) =>
    unless(!wanted || wanted.some((pattern) => matches(chainId, pattern)), `chain id ${chainId}`),
  ({ phases: wanted }, { phase }) => unless(!wanted || wanted.includes(phase), `phase ${phase}`),
  ({ owners: wanted }, { ownerAddress }) =>
    unless(!wanted || (ownerAddress !== undefined && wanted.includes(ownerAddress)), `owner ${ownerAddress}`),
  metadata,
  ({ rewardDenoms: wanted }, { rewardDenoms }) =>
    unless(!wanted || wanted.some((denom) => rewardDenoms.includes(denom)), "rewards in other denoms"),
  ({ powerCapAtMost: wanted }, { shaping: { validatorsPowerCap: cap } }) =>
    unless(wanted === undefined || (cap > 0 && cap <= wanted), cap === 0 ? "no power cap" : `a power cap of ${cap} %`),
  ({ onAllowlist: wanted }, { isOnAllowlist }) =>
    unless(
      wanted === undefined || wanted === isOnAllowlist,
      isOnAllowlist ? "on the allowlist" : "not on the allowlist",
    ),
  ({ doubleSign }, { infractions }) => worse("a double sign", doubleSign, infractions?.doubleSign),
  ({ downtime }, { infractions }) => worse("downtime", downtime, infractions?.downtime),
  ({ minimumPower: wanted }, _facts, expectedPower) => {
    if (wanted === undefined) return undefined;
    const power = expectedPower();
    return unless(power >= wanted, `a power of ${power} instead of ${wanted}`);
  },
];

/** Which condition does not hold, in words; undefined where all do. */
export function failedCondition(
  when: PolicyConditions,
  facts: ConsumerFacts,
  expectedPower: ExpectedPower,
): string | undefined {
  for (const check of checks) {
    const failed = check(when, facts, expectedPower);
    if (failed !== undefined) return failed;
  }
  return undefined;
}

function metadata({ metadata: wanted }: PolicyConditions, { metadata: actual }: ConsumerFacts): string | undefined {
  for (const field of ["name", "description", "metadata"] as const) {
    const pattern = wanted?.[field];
    if (pattern !== undefined && !matches(actual?.[field] ?? "", pattern)) return `other metadata: ${field}`;
  }
  return undefined;
}

type Limits = NonNullable<PolicyConditions["doubleSign"]>;

/** How a penalty is worse than the limits allow. One that the chain does not tell is worse than any. */
function worse(what: string, limits: Limits | undefined, actual: SlashJailParameters | undefined): string | undefined {
  if (limits === undefined) return undefined;
  if (actual === undefined) return `an unknown cost of ${what}`;
  const { slashFractionAtMost, jailSecondsAtMost, tombstone } = limits;
  const fraction = slashFractionOf(actual);
  if (slashFractionAtMost !== undefined && fraction > BigInt(decimalToAtomics(slashFractionAtMost))) {
    return `${what} costs ${actual.slashFraction} of the stake`;
  }
  const { seconds } = actual.jailDuration;
  if (jailSecondsAtMost !== undefined && seconds > jailSecondsAtMost) return `${what} jails for ${seconds} s`;
  return unless(tombstone !== false || !actual.tombstone, `${what} jails for ever`);
}

function unless(holds: boolean, failed: string): string | undefined {
  return holds ? undefined : failed;
}

/** In linear time: what a chain says must not make the pattern slow. */
export function matches(value: string, pattern: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return value === pattern;
  if (!value.startsWith(first) || value.length < first.length + last.length || !value.endsWith(last)) return false;
  let from = first.length;
  const end = value.length - last.length;
  for (const part of rest) {
    const at = value.indexOf(part, from);
    if (at < 0 || at + part.length > end) return false;
    from = at + part.length;
  }
  return true;
}
