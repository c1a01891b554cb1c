import type { ConsumerFacts } from "../plan/consumer-facts.ts";
import { failedCondition } from "./match-rule.ts";
import type { Policy } from "./policy-schema.ts";

/** False where no rule could change anything for a consumer, whoever owns it and whatever power it gives. */
export function couldConcern(policy: Policy, facts: ConsumerFacts): boolean {
  return policy.rules.some(({ action, when = {} }) => {
    const { owners: _owners, minimumPower: _power, ...known } = when;
    return action !== "leave" && failedCondition(known, facts, () => 0n) === undefined;
  });
}
