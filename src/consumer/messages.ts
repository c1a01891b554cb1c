import { type AnsweredMessage, answeredMessage } from "../chain/message-answer.ts";
import { MsgUpdateParams, type MsgUpdateParamsResponse } from "../codec/interchain_security/ccv/consumer/v1/tx.ts";
import type { ConsumerParams } from "../codec/interchain_security/ccv/v1/shared_consumer.ts";
import { checkConsumerUpdateParams } from "./rules.ts";

/**
 * MsgUpdateParams of the consumer module: replaces all parameters, so begin with those of the `params` query. Only the
 * module's authority may, which is governance where a chain has it: the stock `cd` chain has none, and nobody may there.
 * @throws TX_MESSAGE_INVALID with every problem at once
 */
export function msgUpdateConsumerParams(
  authority: string,
  params: ConsumerParams,
): AnsweredMessage<MsgUpdateParamsResponse> {
  const value: MsgUpdateParams = { authority, params };
  checkConsumerUpdateParams(value);
  return answeredMessage(MsgUpdateParams.typeUrl, value);
}
