import * as z from "zod";
import { addressRule } from "../../ccv/rules/address-rules.ts";
import {
  decimalFractionRule,
  fractionTextRule,
  MAX_UINT32,
  MAX_UINT64,
  positiveInt64Rule,
} from "../../ccv/rules/number-rules.ts";
import { ibcDenomRule, identifierRule, textRule } from "../../ccv/rules/text-rules.ts";
import { instantRule, jailDurationRule, positiveDurationRule } from "../../ccv/rules/time-rules.ts";

/** @see ValidateConsumerMetadata in x/ccv/provider/types/msg.go */
export const metadataSchema = z.object({
  name: textRule(50),
  description: textRule(10_000),
  metadata: textRule(255),
});

const hash = z.instanceof(Uint8Array).refine((value) => value.length <= 64, { error: "at most 64 bytes" });

/** @see ValidateInitializationParameters in x/ccv/provider/types/msg.go */
const initializationSchema = z.object({
  initialHeight: z.object({
    revisionNumber: z.bigint().min(0n).max(MAX_UINT64),
    // The provider lets {1, 0} pass, but the launch would fail: a light client cannot begin at height 0.
    revisionHeight: z.bigint().min(1n, { error: "a height above 0" }).max(MAX_UINT64),
  }),
  genesisHash: hash,
  binaryHash: hash,
  spawnTime: instantRule.optional(),
  unbondingPeriod: positiveDurationRule,
  ccvTimeoutPeriod: positiveDurationRule,
  transferTimeoutPeriod: positiveDurationRule,
  consumerRedistributionFraction: fractionTextRule,
  blocksPerDistributionTransmission: positiveInt64Rule,
  historicalEntries: positiveInt64Rule,
  distributionTransmissionChannel: identifierRule(8),
  // The provider lets a blank one pass, but the launch would fail: there is no such connection.
  connectionId: identifierRule(10),
});

/** All but its addresses. @see ValidatePowerShapingParameters in x/ccv/provider/types/msg.go */
export const powerShapingSchema = z.object({
  topN: z.int().refine((value) => value === 0 || (value >= 50 && value <= 100), { error: "0, or 50 to 100 percent" }),
  validatorsPowerCap: z.int().refine((value) => value >= 0 && value <= 100, { error: "0 to 100 percent" }),
  validatorSetCap: z.int().refine((value) => value >= 0 && value <= MAX_UINT32, { error: "a uint32" }),
  minStake: z.bigint().refine((value) => value >= 0n && value <= MAX_UINT64, { error: "a uint64" }),
});

/** @see ValidateConsAddressList in x/ccv/provider/types/msg.go */
export function addressListsSchema(chainPrefix: string | undefined): z.ZodType {
  const list = z.array(addressRule(chainPrefix, "valcons")).max(1_000, { error: "at most 1000 addresses" });
  const lists = z.object({ allowlist: list, denylist: list, prioritylist: list });
  return z.object({ powerShapingParameters: lists.optional() });
}

/** @see ValidateInfractionParameters in x/ccv/provider/types/msg.go */
const slashJailSchema = z.object({ slashFraction: decimalFractionRule, jailDuration: jailDurationRule }).optional();

/** What MsgCreateConsumer and MsgUpdateConsumer both have. */
export const sharedSchema = {
  initializationParameters: initializationSchema.optional(),
  powerShapingParameters: powerShapingSchema.optional(),
  infractionParameters: z.object({ doubleSign: slashJailSchema, downtime: slashJailSchema }).optional(),
  /** @see ValidateAllowlistedRewardDenoms in x/ccv/provider/types/msg.go */
  allowlistedRewardDenoms: z.array(ibcDenomRule).max(3, { error: "at most 3 denominations" }).optional(),
};
