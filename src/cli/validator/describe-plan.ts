import { consumerPhases } from "../../ccv/phase.ts";
import type { InfractionCost, NodeDuty, Plan, PlannedConsumer } from "../../validator/plan/plan.ts";
import { changedConsumers } from "../../validator/plan/plan.ts";
import { changeText } from "../../validator/plan/plan-messages.ts";

/** A plan for people: what concerns the validator, then how many consumers do not. */
export function describePlan(plan: Plan, all = false): readonly string[] {
  const { providerChainId, height, operatorAddress, consumers } = plan;
  const shown = consumers.filter((consumer) => all || matters(consumer));
  const changed = changedConsumers(plan, true);
  const waiting = changed.filter(({ needsApproval }) => needsApproval).length;
  const approval = waiting > 0 ? `, ${waiting} of them only by a human's yes` : "";
  const rest = consumers.length - shown.length;
  return [
    `${operatorAddress} on ${providerChainId} at height ${height}: ${counted(consumers.length, "consumer")}, ${changed.length} to change${approval}`,
    ...shown.flatMap(describeConsumer),
    ...(rest > 0 ? [`${rest} more that nothing is to be done about (--all shows them)`] : []),
  ];
}

function matters({ changes, blocked, isOptedIn, isCompelled, leasedPower }: PlannedConsumer): boolean {
  return changes.length > 0 || blocked.length > 0 || isOptedIn || isCompelled || leasedPower !== undefined;
}

function describeConsumer(consumer: PlannedConsumer): readonly string[] {
  const { consumerId, chainId, phase, changes, blocked, why, expected, leasedPower, duty, costs } = consumer;
  const by = consumer.needsApproval && changes.length > 0 ? " (needs a human's yes)" : "";
  const place = consumerPhases.indexOf(phase) < consumerPhases.indexOf("LAUNCHED") ? "at launch" : "next epoch";
  const share = expected && expected.totalPower > 0n ? percent(expected.power, expected.totalPower) : "0 %";
  return [
    `consumer ${consumerId} (${chainId}, ${phase}): ${why[0] ?? ""}`,
    ...why.slice(1).map((reason) => `    ${reason}`),
    ...changes.map((change) => `  + ${changeText(consumer, change)}${by}`),
    ...blocked.map((reason) => `  ! ${reason}`),
    ...(leasedPower === undefined ? [] : [`    now: in the set with a power of ${leasedPower}`]),
    ...(expected === undefined
      ? []
      : [
          expected.reason === undefined
            ? `    ${place}: in the set with a power of ${expected.power} of ${expected.totalPower} (${share}), ${counted(expected.members, "validator")}`
            : `    ${place}: not in the set (${expected.reason})`,
        ]),
    ...(duty === undefined ? [] : [`    a node with key ${consumer.signingKey} must run ${dutyText(duty)}`]),
    ...(expected?.reason === undefined && expected !== undefined ? costLines(costs) : []),
  ];
}

/** From when on a node must run, in words. */
export function dutyText(duty: NodeDuty): string {
  if (duty.kind === "now") return "now";
  return duty.kind === "spawn" ? `by ${duty.time.toISOString()}` : `by the epoch at height ${duty.height}`;
}

function costLines({ doubleSign, downtime }: PlannedConsumer["costs"]): readonly string[] {
  const line = (what: string, { tokens, jailSeconds, tombstone }: InfractionCost): string =>
    `    ${what} costs ${tokens} tokens, and jail ${tombstone ? "for ever" : `for ${jailSeconds} s`}`;
  return [
    ...(doubleSign ? [line("a double sign", doubleSign)] : []),
    ...(downtime ? [line("downtime", downtime)] : []),
  ];
}

function percent(part: bigint, total: bigint): string {
  return `${(Number((part * 10_000n) / total) / 100).toFixed(2)} %`;
}

/** A number with its noun. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
