import { isActivePhase } from "../../ccv/phase.ts";
import { decimalToAtomics } from "../../provider/parameters.ts";
import type { PolicyRule } from "../policy/policy-schema.ts";
import type { PlannedChange, PlannedConsumer } from "./plan.ts";
import type { PlanConsumerInput } from "./plan-consumer.ts";

type Decided = Pick<PlannedConsumer, "changes" | "blocked" | "lacksKey" | "signingKey">;

/** The messages that a rule asks for, or what is in their way: then none of them is sent. */
export function decideChanges(input: PlanConsumerInput, rule: PolicyRule | undefined, isCompelled: boolean): Decided {
  const { facts, provider } = input;
  const current = facts.assignedKey ?? provider.validator.providerKey;
  const nothing: Decided = { changes: [], blocked: [], lacksKey: false, signingKey: current };
  if (rule === undefined || rule.action === "leave" || !isActivePhase(facts.phase)) return nothing;
  if (rule.action === "opt-out") return facts.isOptedIn ? { ...nothing, ...optOut(input, isCompelled) } : nothing;
  const key = wantedKey(input, rule);
  if (key === undefined) {
    const remedy = `no key was generated for it: icskit validator keys generate --consumer ${facts.consumerId}`;
    return { ...nothing, blocked: [remedy], lacksKey: true };
  }
  const changes = [...membership(input, key, current, isCompelled), ...commission(input, rule)];
  const blocked = [
    ...keyProblems(input, key, current),
    ...nodeProblems(input, key, changes),
    ...rateProblems(input, rule),
  ];
  if (blocked.length > 0) return { ...nothing, blocked };
  return { changes, blocked, lacksKey: false, signingKey: key };
}

/** @see HandleOptOut in x/ccv/provider/keeper/partial_set_security.go */
function optOut({ facts }: PlanConsumerInput, isCompelled: boolean): Pick<Decided, "changes" | "blocked"> {
  if (isCompelled) return { changes: [], blocked: [`the top ${facts.shaping.topN} % cannot opt out`] };
  if (facts.phase !== "LAUNCHED") return { changes: [], blocked: ["opting out is possible once it has launched"] };
  return { changes: [{ kind: "opt-out" }], blocked: [] };
}

function wantedKey({ facts, provider, means }: PlanConsumerInput, { key }: PolicyRule): string | undefined {
  if (key === "generated") return means.generatedKey(facts.consumerId);
  return typeof key === "object" ? key.publicKey : provider.validator.providerKey;
}

function membership(
  { facts, provider }: PlanConsumerInput,
  key: string,
  current: string,
  isCompelled: boolean,
): readonly PlannedChange[] {
  const isProviderKey = key === provider.validator.providerKey && facts.assignedKey === undefined;
  if (!facts.isOptedIn && !isCompelled) return [{ kind: "opt-in", ...(!isProviderKey && key !== current && { key }) }];
  return key === current ? [] : [{ kind: "assign-key", key }];
}

function commission(
  { facts, provider }: PlanConsumerInput,
  { commission: rate }: PolicyRule,
): readonly PlannedChange[] {
  const current = facts.commissionRate ?? provider.validator.commissionRate;
  return rate === undefined || isSame(rate, current) ? [] : [{ kind: "set-commission", rate }];
}

function rateProblems({ provider }: PlanConsumerInput, { commission: rate }: PolicyRule): readonly string[] {
  const { minCommissionRate: least } = provider;
  const isEnough = rate === undefined || BigInt(decimalToAtomics(rate)) >= BigInt(decimalToAtomics(least));
  return isEnough ? [] : [`a commission of ${rate} is less than the provider's least one of ${least}`];
}

/** @see AssignConsumerKey in x/ccv/provider/keeper/key_assignment.go */
function keyProblems({ facts, provider, holders }: PlanConsumerInput, key: string, current: string): readonly string[] {
  if (key === current) return [];
  const other = provider.otherKeys.get(key);
  if (other !== undefined) return [`the key is the provider key of ${other}: take another`];
  const holder = holders.get(key);
  if (holder === undefined || holder === facts.consumerId) return [];
  return [`the key is assigned for consumer ${holder} already: one key never signs for two chains`];
}

/** A validator that opts in where it does not sign is jailed. Before a launch there is nothing to be synced with. */
function nodeProblems(
  { facts, policy, means }: PlanConsumerInput,
  key: string,
  changes: readonly PlannedChange[],
): readonly string[] {
  const isOptIn = changes.some(({ kind }) => kind === "opt-in");
  if (policy.requireNode === false || facts.phase !== "LAUNCHED" || !isOptIn) return [];
  const status = means.node(facts);
  const { chainId } = facts;
  if (status === undefined) return [`no node for it is named: add its rpc to nodes`];
  if (status.kind === "unreachable") return [`its node at ${status.url} does not answer: ${status.reason}`];
  if (status.chainId !== chainId) return [`its node at ${status.url} is of ${status.chainId}, not of ${chainId}`];
  if (status.publicKey !== key) {
    return [`its node at ${status.url} signs with ${status.publicKey}, not with ${key}`];
  }
  return status.catchingUp ? [`its node at ${status.url} is not synced yet (height ${status.height})`] : [];
}

function isSame(left: string, right: string): boolean {
  return decimalToAtomics(left) === decimalToAtomics(right);
}
