import { judgeAll, type Rule, type Verdict } from "../verdict.ts";
import type { PreflightFacts } from "./facts.ts";
import { binaryHashRule, chainIdRule, genesisHashRule, revisionRule, versionsRule } from "./identity-rules.ts";
import { optedInRule, ownerFundedRule, relayerFundedRule, rewardDenomsRule } from "./people-rules.ts";
import {
  ccvTimeoutRule,
  historicalEntriesRule,
  signingWindowRule,
  spawnTimeRule,
  transferTimeoutRule,
  trustingPeriodRule,
  unbondingRule,
} from "./time-rules.ts";

/** The launch checklist. */
export const preflightRules: readonly Rule<PreflightFacts>[] = [
  chainIdRule,
  revisionRule,
  genesisHashRule,
  binaryHashRule,
  unbondingRule,
  ccvTimeoutRule,
  transferTimeoutRule,
  signingWindowRule,
  spawnTimeRule,
  ownerFundedRule,
  optedInRule,
  trustingPeriodRule,
  historicalEntriesRule,
  rewardDenomsRule,
  versionsRule,
  relayerFundedRule,
];

/** The verdict of every rule of the launch checklist. */
export function preflight(facts: PreflightFacts): readonly Verdict[] {
  return judgeAll(preflightRules, facts);
}
