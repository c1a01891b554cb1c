import * as z from "zod";
import { MAX_UINT64, nonZeroFractionTextRule, positiveInt64Rule } from "../../ccv/rules/number-rules.ts";
import { denomRule, isBlank } from "../../ccv/rules/text-rules.ts";
import { positiveDurationRule, readableDurationRule } from "../../ccv/rules/time-rules.ts";

/** @see MaxBitLen in cosmossdk.io/math: the longest integer that an amount can be. */
const LARGEST_AMOUNT = 2n ** 256n - 1n;

const uint64 = z.bigint().min(0n).max(MAX_UINT64);

/** @see ValidateTrustLevel in light/verifier.go of CometBFT, whose product wraps as a uint64 does */
const trustLevel = z
  .object({ numerator: uint64, denominator: uint64 })
  .refine(
    ({ numerator, denominator }) =>
      denominator > 0n && numerator <= denominator && BigInt.asUintN(64, numerator * 3n) >= denominator,
    { error: "a fraction from 1/3 to 1" },
  );

/**
 * Chain id, both periods and the latest height are the launch's, whatever stands here.
 * @see ValidateTemplateClient in x/ccv/provider/types/params.go
 */
const templateClient = z.object({
  trustLevel,
  trustingPeriod: readableDurationRule.optional(),
  unbondingPeriod: readableDurationRule.optional(),
  maxClockDrift: positiveDurationRule,
  proofSpecs: z.array(z.unknown()).min(1, { error: "at least one proof spec" }),
  upgradePath: z.array(z.string().refine((key) => !isBlank(key), { error: "a key that is not blank" })),
});

/** @see ValidateCoin in x/ccv/provider/types/params.go */
const fee = z.object({
  denom: denomRule,
  // The provider reads "010" as octal and "0x10" as hexadecimal: nobody means that.
  amount: z.string().refine((value) => /^(0|[1-9]\d*)$/.test(value) && BigInt(value) <= LARGEST_AMOUNT, {
    error: "an integer of 0 or more, in decimal digits",
  }),
});

/** @see Validate in x/ccv/provider/types/params.go */
export const paramsSchema = z.object({
  templateClient,
  trustingPeriodFraction: nonZeroFractionTextRule,
  ccvTimeoutPeriod: positiveDurationRule,
  slashMeterReplenishPeriod: positiveDurationRule,
  slashMeterReplenishFraction: nonZeroFractionTextRule,
  consumerRewardDenomRegistrationFee: fee,
  blocksPerEpoch: positiveInt64Rule,
  numberOfEpochsToStartReceivingRewards: positiveInt64Rule,
  maxProviderConsensusValidators: positiveInt64Rule,
});
