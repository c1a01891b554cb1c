import { type AnsweredMessage, answeredMessage } from "../chain/message-answer.ts";
import type { Params } from "../codec/interchain_security/ccv/provider/v1/provider.ts";
import * as tx from "../codec/interchain_security/ccv/provider/v1/tx.ts";
import { checkChangeRewardDenoms, checkUpdateParams } from "./rules/governance-rules.ts";

/** Input of `msgChangeRewardDenoms`. */
export interface ChangeRewardDenoms {
  /** The governance account. */
  readonly authority: string;
  readonly denomsToAdd?: readonly string[];
  readonly denomsToRemove?: readonly string[];
}

/**
 * MsgChangeRewardDenoms: changes the denominations that the provider distributes as rewards of any consumer. Only
 * governance may: propose it.
 * @throws TX_MESSAGE_INVALID with every problem at once
 */
export function msgChangeRewardDenoms(input: ChangeRewardDenoms): AnsweredMessage<tx.MsgChangeRewardDenomsResponse> {
  const { authority, denomsToAdd = [], denomsToRemove = [] } = input;
  checkChangeRewardDenoms({ authority, denomsToAdd, denomsToRemove });
  const value: tx.MsgChangeRewardDenoms = {
    denomsToAdd: [...denomsToAdd],
    denomsToRemove: [...denomsToRemove],
    authority,
  };
  return answeredMessage(tx.MsgChangeRewardDenoms.typeUrl, value);
}

/**
 * MsgUpdateParams of the provider module: replaces all parameters, so begin with those of the `params` query. Only
 * governance may: propose it.
 * @throws TX_MESSAGE_INVALID with every problem at once
 */
export function msgUpdateProviderParams(
  authority: string,
  params: Params,
): AnsweredMessage<tx.MsgUpdateParamsResponse> {
  const value: tx.MsgUpdateParams = { authority, params };
  checkUpdateParams(value);
  return answeredMessage(tx.MsgUpdateParams.typeUrl, value);
}
