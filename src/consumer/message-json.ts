import { catalogEntry } from "../ccv/json/message-catalog.ts";
import { listOf, messageOf, optional } from "../ccv/json/message-type.ts";
import { duration, flag, int64, text } from "../ccv/json/scalars.ts";
import { createMessageCatalog } from "../ccv/json/sdk-messages.ts";
import { MsgUpdateParams } from "../codec/interchain_security/ccv/consumer/v1/tx.ts";
import type { ConsumerParams } from "../codec/interchain_security/ccv/v1/shared_consumer.ts";

const params = messageOf<ConsumerParams>({
  enabled: flag,
  blocksPerDistributionTransmission: int64,
  distributionTransmissionChannel: text,
  providerFeePoolAddrStr: text,
  ccvTimeoutPeriod: duration,
  transferTimeoutPeriod: duration,
  consumerRedistributionFraction: text,
  historicalEntries: int64,
  unbondingPeriod: duration,
  softOptOutThreshold: text,
  rewardDenoms: listOf(text),
  providerRewardDenoms: listOf(text),
  retryDelayPeriod: duration,
  consumerId: text,
});

/** The JSON forms of the consumer module's message, and of those of the SDK that are sent beside it. */
export const consumerMessages = createMessageCatalog([
  catalogEntry(MsgUpdateParams, messageOf<MsgUpdateParams>({ authority: text, params: optional(params) })),
]);
