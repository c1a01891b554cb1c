import type { ConsumerPhase } from "../../ccv/phase.ts";
import type { NotInSetReason } from "../../ccv/power-shaping.ts";

/** One message that a plan sends. */
export type PlannedChange =
  /** Without a key the provider's is used. */
  | { readonly kind: "opt-in"; readonly key?: string }
  | { readonly kind: "opt-out" }
  | { readonly kind: "assign-key"; readonly key: string }
  | { readonly kind: "set-commission"; readonly rate: string };

/** What was true of a consumer when its changes were planned; `apply` refuses where it no longer is. */
export interface PlanBasis {
  readonly phase: ConsumerPhase;
  readonly chainId: string;
  readonly isOptedIn: boolean;
  /** Base64; undefined where the provider's key is used. */
  readonly assignedKey: string | undefined;
  readonly commissionRate: string | undefined;
}

/** What one infraction costs this validator, at its present stake. */
export interface InfractionCost {
  /** Base units; what delegators lose is in it. */
  readonly tokens: bigint;
  readonly jailSeconds: bigint;
  readonly tombstone: boolean;
}

/** Where the validator would stand in a consumer's set after the next epoch. */
export interface ExpectedPlace {
  readonly power: bigint;
  readonly totalPower: bigint;
  readonly members: number;
  /** Why it is not in the set; undefined where it is. */
  readonly reason: NotInSetReason | undefined;
}

/** From when on a node must sign there. */
export type NodeDuty =
  | { readonly kind: "now" }
  | { readonly kind: "next-epoch"; readonly height: bigint }
  | { readonly kind: "spawn"; readonly time: Date };

/** What a plan says of one consumer. */
export interface PlannedConsumer {
  readonly consumerId: string;
  readonly chainId: string;
  readonly phase: ConsumerPhase;
  /** The rule that decides; undefined where none does. */
  readonly rule: string | undefined;
  /** In order; [] where nothing is to be done, or something is in the way. */
  readonly changes: readonly PlannedChange[];
  /** True where a human must say yes. */
  readonly needsApproval: boolean;
  /** Why it is so, in words. */
  readonly why: readonly string[];
  /** What is in the way of what the rule wants, with its remedy. */
  readonly blocked: readonly string[];
  /** True where a key must be generated first. */
  readonly lacksKey: boolean;
  /** True where Top N has this validator validate, whatever the policy says. */
  readonly isCompelled: boolean;
  readonly isOptedIn: boolean;
  /** In the set that is leased to the consumer now; undefined outside of it. */
  readonly leasedPower: bigint | undefined;
  /** Undefined where the consumer has stopped, or no rule could concern it. */
  readonly expected: ExpectedPlace | undefined;
  /** The key of the duty, base64: where it is now, that of the leased set; else the one after the changes. */
  readonly signingKey: string;
  readonly duty: NodeDuty | undefined;
  readonly costs: { readonly doubleSign?: InfractionCost; readonly downtime?: InfractionCost };
  readonly basis: PlanBasis;
}

/** What of a plan is sent, and what must hold still when it is. */
export type PlannedChanges = Pick<PlannedConsumer, "consumerId" | "chainId" | "changes" | "basis">;

/** What a policy wants changed, at one height. */
export interface Plan {
  readonly providerChainId: string;
  readonly operatorAddress: string;
  readonly height: bigint;
  readonly time: Date;
  /** Ascending by id; every consumer of the provider. */
  readonly consumers: readonly PlannedConsumer[];
}

/** The consumers that a plan changes, of those that nobody must say yes to (`approved`: of all). */
export function changedConsumers(plan: Plan, approved: boolean): readonly PlannedConsumer[] {
  return plan.consumers.filter(({ changes, needsApproval }) => changes.length > 0 && (approved || !needsApproval));
}
