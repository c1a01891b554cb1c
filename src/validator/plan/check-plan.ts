import { IcsError, type Problem, problemLines } from "../../errors.ts";
import type { Plan, PlannedChanges, PlannedConsumer } from "./plan.ts";

/**
 * Refuses a plan that the provider, or the policy, would no longer make: what is about to be sent must be what was seen.
 * @param planned the consumers whose changes are to be applied
 * @param now a plan of the latest height
 * @throws VALIDATOR_PLAN_STALE with every difference; nothing is sent
 */
export function checkPlan(planned: readonly PlannedChanges[], now: Plan): void {
  const current = new Map(now.consumers.map((consumer) => [consumer.consumerId, consumer]));
  const problems = planned.flatMap((consumer) => differences(consumer, current.get(consumer.consumerId)));
  if (problems.length === 0) return;
  throw new IcsError(
    "VALIDATOR_PLAN_STALE",
    `The plan no longer fits ${now.providerChainId} at height ${now.height}; nothing was sent\n${problemLines(problems)}\nMake a new plan.`,
    { problems },
  );
}

function differences(planned: PlannedChanges, now: PlannedConsumer | undefined): readonly Problem[] {
  const { consumerId, basis, changes } = planned;
  const of = `consumer ${consumerId}`;
  if (now === undefined) return [{ name: of, got: "no such consumer", wanted: `${basis.chainId}, ${basis.phase}` }];
  const facts = (["chainId", "phase", "isOptedIn", "assignedKey", "commissionRate"] as const)
    .filter((field) => basis[field] !== now.basis[field])
    .map((field): Problem => {
      return { name: `${of}: ${field}`, got: text(now.basis[field]), wanted: `${text(basis[field])}, as planned` };
    });
  if (facts.length > 0) return facts;
  const [wanted, got] = [changes, now.changes].map((list) => JSON.stringify(list));
  if (wanted === got) return [];
  const reason = now.blocked.length > 0 ? `${got} (${now.blocked.join("; ")})` : (got ?? "");
  return [{ name: `${of}: changes`, got: reason, wanted: `${wanted}, as planned` }];
}

function text(value: string | boolean | undefined): string {
  return value === undefined ? "none" : String(value);
}
