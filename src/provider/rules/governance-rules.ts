import * as z from "zod";
import { accountPrefix, accountRule, governanceAddress } from "../../ccv/rules/address-rules.ts";
import { problemsOf, refuseMessage } from "../../ccv/rules/refuse-message.ts";
import { denomRule } from "../../ccv/rules/text-rules.ts";
import { MsgChangeRewardDenoms, MsgUpdateParams } from "../../codec/interchain_security/ccv/provider/v1/tx.ts";
import type { Problem } from "../../errors.ts";
import { paramsSchema } from "./params-schema.ts";

const denoms = z.array(denomRule);

/**
 * Checks what the provider would refuse, before anything is sent.
 * @throws TX_MESSAGE_INVALID with every problem and its field path
 * @see ValidateBasic of MsgChangeRewardDenoms in x/ccv/provider/types/msg.go
 */
export function checkChangeRewardDenoms(input: {
  readonly authority: string;
  readonly denomsToAdd: readonly string[];
  readonly denomsToRemove: readonly string[];
}): void {
  const { denomsToAdd, denomsToRemove } = input;
  const schema = z.object({ authority: accountRule, denomsToAdd: denoms, denomsToRemove: denoms });
  const problems = [...problemsOf(schema, input), ...authorityProblems(input.authority)];
  if (denomsToAdd.length + denomsToRemove.length === 0) {
    problems.push({ name: "denomsToAdd", got: "nothing", wanted: "a denomination to add or to remove" });
  }
  for (const [index, denom] of denomsToRemove.entries()) {
    if (!denomsToAdd.includes(denom)) continue;
    const name = `denomsToRemove.${index}`;
    problems.push({ name, got: `"${denom}"`, wanted: "a denomination that is not added too" });
  }
  refuseMessage(MsgChangeRewardDenoms.typeUrl, problems);
}

/**
 * Checks what the provider would refuse, before anything is sent.
 * @throws TX_MESSAGE_INVALID with every problem and its field path
 * @see Validate in x/ccv/provider/types/params.go
 */
export function checkUpdateParams(input: Pick<MsgUpdateParams, "authority" | "params">): void {
  const problems = problemsOf(z.object({ authority: accountRule, params: paramsSchema }), input);
  refuseMessage(MsgUpdateParams.typeUrl, [...problems, ...authorityProblems(input.authority)]);
}

/** The provider has one authority: its governance account. */
function authorityProblems(authority: string): Problem[] {
  const prefix = accountPrefix(authority);
  if (prefix === undefined) return []; // Said already, as no account at all.
  const wanted = governanceAddress(prefix);
  return authority === wanted
    ? []
    : [{ name: "authority", got: authority, wanted: `${wanted}, the governance account` }];
}
