import * as z from "zod";
import { accountRule } from "../ccv/rules/address-rules.ts";
import { fractionTextRule, positiveInt64Rule } from "../ccv/rules/number-rules.ts";
import { problemsOf, refuseMessage } from "../ccv/rules/refuse-message.ts";
import { consumerIdRule, denomRule, identifierRule } from "../ccv/rules/text-rules.ts";
import { positiveDurationRule } from "../ccv/rules/time-rules.ts";
import { MsgUpdateParams } from "../codec/interchain_security/ccv/consumer/v1/tx.ts";

/** @see Validate of ConsumerParams in x/ccv/types/params.go */
const paramsSchema = z.object({
  blocksPerDistributionTransmission: positiveInt64Rule,
  distributionTransmissionChannel: identifierRule(8),
  ccvTimeoutPeriod: positiveDurationRule,
  transferTimeoutPeriod: positiveDurationRule,
  consumerRedistributionFraction: fractionTextRule,
  historicalEntries: positiveInt64Rule,
  unbondingPeriod: positiveDurationRule,
  rewardDenoms: z.array(denomRule),
  providerRewardDenoms: z.array(denomRule),
  retryDelayPeriod: positiveDurationRule,
  consumerId: consumerIdRule,
});

const updateParams = z.object({ authority: accountRule, params: paramsSchema });

/**
 * Checks what the consumer would refuse, before anything is sent. Who its authority is, it alone knows: any account
 * passes here.
 * @throws TX_MESSAGE_INVALID with every problem and its field path
 * @see UpdateParams in x/ccv/consumer/keeper/msg_server.go
 */
export function checkConsumerUpdateParams(input: Pick<MsgUpdateParams, "authority" | "params">): void {
  refuseMessage(MsgUpdateParams.typeUrl, problemsOf(updateParams, input));
}
