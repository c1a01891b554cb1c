/**
 * How well a consumer is secured. secured: it runs the set that the provider computed, and changes reach it; pending: it
 * is on its way there; at-risk: it is secured, and will not be unless somebody acts; unknown: too little is seen to tell;
 * unsecured: changes of the set cannot reach it, or it does something that the provider did not compute.
 */
export type HealthVerdict = "secured" | "pending" | "at-risk" | "unknown" | "unsecured";

/** From best to worst: a consumer's verdict is the worst of its reasons. */
export const healthVerdicts: readonly HealthVerdict[] = ["secured", "pending", "at-risk", "unknown", "unsecured"];

/** What a code does to the verdict, and what it tells. */
export interface HealthCodeMeaning {
  readonly verdict: HealthVerdict;
  /** True for what time and distance do not explain away: it is told even while history is still being read. */
  readonly isLasting: boolean;
  readonly meaning: string;
}

const lasting = (verdict: HealthVerdict, meaning: string): HealthCodeMeaning => ({ verdict, isLasting: true, meaning });
const passing = (verdict: HealthVerdict, meaning: string): HealthCodeMeaning => ({
  verdict,
  isLasting: false,
  meaning,
});

/** Every reason for a verdict: public API, named by flags, metrics and alerts; codes are added, never renamed. */
export const healthCodes = {
  "not-read": lasting("unknown", "Nothing of the consumer was read on the provider yet, or it has no such consumer"),
  "catching-up": lasting("unknown", "Blocks are read that were made before: what is now is told once they are read"),
  "observer-failed": lasting("unknown", "The observer of this consumer has ended with an error"),
  "chain-restarted": lasting("unknown", "Another chain with the same id took the place of the one observed"),
  "consumer-unobserved": passing("unknown", "No node of the consumer is watched: only the provider's side is known"),
  "vsc-unseen": passing("unknown", "VSC packets are on their way that were sent before observing began"),
  "not-launched": lasting("pending", "The consumer has not launched yet"),
  "launch-failed": lasting("pending", "The last launch failed, and no other is planned"),
  "channel-not-open": passing("pending", "The CCV channel is not open yet: the consumer runs its first set"),
  "set-behind": passing("at-risk", "A change of the set has not reached the consumer for too long"),
  "vsc-near-timeout": passing("at-risk", "A VSC packet is close to its timeout, which would stop the consumer"),
  "client-expiring": passing("at-risk", "A light client expires soon unless it is updated"),
  "slash-throttled": passing("at-risk", "Slash packets bounce, since the provider's slash meter is negative"),
  "provider-halted": passing("at-risk", "No block of the provider has come for too long"),
  "consumer-halted": passing("at-risk", "No block of the consumer has come for too long"),
  "state-disagrees": lasting("at-risk", "A chain's state contradicts its own events"),
  "blocks-missing": lasting("secured", "Blocks could not be read: what happened in them is unknown"),
  "state-missing": lasting("secured", "State of a height could not be read: its node does not keep it"),
  "client-expired": passing("unsecured", "A light client has expired: no packet can be proven to its chain"),
  "client-frozen": passing(
    "unsecured",
    "A light client is frozen, as after an attack: nothing can be proven to its chain",
  ),
  "channel-closed": lasting("unsecured", "At least one end of the CCV channel has closed, for good"),
  "channel-half-closed": passing("unsecured", "One end of the CCV channel has closed, and the other does not know it"),
  "consumer-stopped": lasting("unsecured", "The provider has stopped the consumer, or deleted it"),
  "proof-of-authority": lasting("unsecured", "The consumer goes on with a frozen set that nobody can change or punish"),
  "vsc-timed-out": lasting("unsecured", "A VSC packet was not received in time"),
  "vsc-refused": lasting("unsecured", "The consumer answered a VSC packet with an error"),
  "invariant-violated": lasting("unsecured", "Something happened that must never happen; violations tell what"),
} as const satisfies Readonly<Record<string, HealthCodeMeaning>>;

/** The code of a reason. */
export type HealthCode = keyof typeof healthCodes;

/** True for the text of a code. */
export function isHealthCode(text: string): text is HealthCode {
  return Object.hasOwn(healthCodes, text);
}

/** One reason for a verdict. */
export interface HealthReason {
  readonly code: HealthCode;
  /** One sentence with what was seen. */
  readonly text: string;
  /** By the clock of the chain where it was seen; undefined where no block tells. */
  readonly since?: Date | undefined;
}

/** A verdict and its reasons, worst first. */
export interface Health {
  readonly verdict: HealthVerdict;
  readonly reasons: readonly HealthReason[];
}
