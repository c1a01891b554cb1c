import type { NodeStatus } from "../node-status.ts";
import type { Policy } from "../policy/policy-schema.ts";
import type { ConsumerFacts, PlanFacts } from "./consumer-facts.ts";
import type { Plan, PlannedConsumer } from "./plan.ts";
import { planConsumer } from "./plan-consumer.ts";

/** What a plan needs beside what the provider says. */
export interface PlanMeans {
  /** Base64 of the key that was generated for a consumer; undefined where none was. */
  readonly generatedKey: (consumerId: string) => string | undefined;
  /** What the validator's node for a consumer says; undefined where none is known. */
  readonly node: (facts: ConsumerFacts) => NodeStatus | undefined;
}

/**
 * What a policy wants changed, why, and what would follow. Pure: the same facts give the same plan.
 */
export function makePlan({ provider, consumers }: PlanFacts, policy: Policy, means: PlanMeans): Plan {
  const holders = keyHolders(consumers);
  const planned = consumers.map((facts) => planConsumer({ provider, facts, policy, means, holders }));
  return {
    providerChainId: provider.chainId,
    operatorAddress: provider.validator.operatorAddress,
    height: provider.height,
    time: provider.time,
    consumers: withinMaximum(withoutSharedKeys(planned), policy.maximumConsumers),
  };
}

/** Consumer ids by the key that this validator has assigned there. */
function keyHolders(consumers: readonly ConsumerFacts[]): ReadonlyMap<string, string> {
  return new Map(
    consumers.flatMap(({ assignedKey, consumerId }) => (assignedKey === undefined ? [] : [[assignedKey, consumerId]])),
  );
}

/** One key for two chains would be punished on both for what one node does: the second change waits. */
function withoutSharedKeys(planned: readonly PlannedConsumer[]): readonly PlannedConsumer[] {
  const first = new Map<string, string>();
  return planned.map((consumer) => {
    const key = consumer.changes.map((change) => ("key" in change ? change.key : undefined)).find(Boolean);
    if (key === undefined) return consumer;
    const other = first.get(key);
    if (other === undefined) first.set(key, consumer.consumerId);
    return other === undefined
      ? consumer
      : withheld(consumer, `the same key is about to be assigned for consumer ${other}: give each its own`);
  });
}

function withinMaximum(planned: readonly PlannedConsumer[], most: number | undefined): readonly PlannedConsumer[] {
  if (most === undefined) return planned;
  let count = planned.filter(({ isOptedIn, isCompelled }) => isOptedIn || isCompelled).length;
  return planned.map((consumer) => {
    if (!consumer.changes.some(({ kind }) => kind === "opt-in")) return consumer;
    count += 1;
    return count <= most ? consumer : withheld(consumer, `the policy's maximum of ${most} consumers is reached`);
  });
}

function withheld(consumer: PlannedConsumer, reason: string): PlannedConsumer {
  return { ...consumer, changes: [], blocked: [...consumer.blocked, reason], duty: undefined };
}
