import { Params } from "../../../src/codec/interchain_security/ccv/provider/v1/provider.ts";
import { ConsumerParams } from "../../../src/codec/interchain_security/ccv/v1/shared_consumer.ts";
import { durationOfSeconds } from "../../../src/provider/parameters.ts";

/** As the provider's default genesis has them. */
export const goodProviderParams: Params = Params.fromPartial({
  templateClient: {
    trustLevel: { numerator: 1n, denominator: 3n },
    trustingPeriod: durationOfSeconds(0),
    unbondingPeriod: durationOfSeconds(0),
    maxClockDrift: durationOfSeconds(10),
    proofSpecs: [{ minDepth: 0 }, { minDepth: 0 }],
    upgradePath: ["upgrade", "upgradedIBCState"],
  },
  trustingPeriodFraction: "0.66",
  ccvTimeoutPeriod: durationOfSeconds(2_419_200),
  slashMeterReplenishPeriod: durationOfSeconds(3_600),
  slashMeterReplenishFraction: "0.05",
  consumerRewardDenomRegistrationFee: { denom: "stake", amount: "10000000" },
  blocksPerEpoch: 600n,
  numberOfEpochsToStartReceivingRewards: 24n,
  maxProviderConsensusValidators: 180n,
});

/** As a consumer's genesis has them after a launch. */
export const goodConsumerParams: ConsumerParams = ConsumerParams.fromPartial({
  enabled: true,
  blocksPerDistributionTransmission: 1_000n,
  ccvTimeoutPeriod: durationOfSeconds(2_419_200),
  transferTimeoutPeriod: durationOfSeconds(3_600),
  consumerRedistributionFraction: "0.75",
  historicalEntries: 10_000n,
  unbondingPeriod: durationOfSeconds(1_728_000),
  softOptOutThreshold: "0",
  retryDelayPeriod: durationOfSeconds(3_600),
  consumerId: "0",
});
