import type { EncodeObject } from "@cosmjs/proto-signing";
import fc from "fast-check";
import { MsgUpdateParams as ConsumerUpdateParams } from "../../../src/codec/interchain_security/ccv/consumer/v1/tx.ts";
import * as tx from "../../../src/codec/interchain_security/ccv/provider/v1/tx.ts";
import { clientState, duplicateVoteEvidence, header, height, misbehaviour } from "./light-client.ts";
import {
  account,
  address,
  bytes,
  coin,
  decimal,
  decimalBytes,
  duration,
  i64,
  optional,
  text,
  texts,
  timestamp,
  u32,
  u64,
} from "./scalars.ts";

const metadata = fc.record({ name: text, description: text, metadata: text });

const initializationParameters = fc.record({
  initialHeight: height,
  genesisHash: bytes,
  binaryHash: bytes,
  spawnTime: timestamp,
  unbondingPeriod: duration,
  ccvTimeoutPeriod: duration,
  transferTimeoutPeriod: duration,
  consumerRedistributionFraction: text,
  blocksPerDistributionTransmission: i64,
  historicalEntries: i64,
  distributionTransmissionChannel: text,
  connectionId: text,
});

const powerShapingParameters = fc.record({
  topN: u32,
  validatorsPowerCap: u32,
  validatorSetCap: u32,
  allowlist: texts,
  denylist: texts,
  minStake: u64,
  allowInactiveVals: fc.boolean(),
  prioritylist: texts,
});

const slashJail = fc.record({ slashFraction: decimalBytes, jailDuration: duration, tombstone: fc.boolean() });

const shared = {
  initializationParameters: optional(initializationParameters),
  powerShapingParameters: optional(powerShapingParameters),
  allowlistedRewardDenoms: optional(fc.record({ denoms: texts })),
  infractionParameters: optional(fc.record({ doubleSign: optional(slashJail), downtime: optional(slashJail) })),
};

const validator = { chainId: text, providerAddr: text, signer: address, consumerId: text };

const params = fc.record({
  templateClient: clientState,
  trustingPeriodFraction: text,
  ccvTimeoutPeriod: duration,
  slashMeterReplenishPeriod: duration,
  slashMeterReplenishFraction: text,
  consumerRewardDenomRegistrationFee: coin,
  blocksPerEpoch: i64,
  numberOfEpochsToStartReceivingRewards: i64,
  maxProviderConsensusValidators: i64,
});

function message(type: { readonly typeUrl: string }, value: fc.Arbitrary<object>): fc.Arbitrary<EncodeObject> {
  return value.map((each) => ({ typeUrl: type.typeUrl, value: each }));
}

/** Random messages of every kind that the provider takes, as their descriptors allow: their rules do not count. */
export const providerMessageArbitraries: ReadonlyArray<fc.Arbitrary<EncodeObject>> = [
  message(tx.MsgAssignConsumerKey, fc.record({ ...validator, consumerKey: text })),
  message(tx.MsgOptIn, fc.record({ ...validator, consumerKey: text })),
  message(tx.MsgOptOut, fc.record(validator)),
  message(tx.MsgSetConsumerCommissionRate, fc.record({ ...validator, rate: decimal })),
  message(tx.MsgCreateConsumer, fc.record({ ...shared, submitter: address, chainId: text, metadata })),
  message(
    tx.MsgUpdateConsumer,
    fc.record({
      ...shared,
      owner: address,
      consumerId: text,
      newOwnerAddress: text,
      newChainId: text,
      metadata: optional(metadata),
    }),
  ),
  message(tx.MsgRemoveConsumer, fc.record({ owner: address, consumerId: text })),
  message(tx.MsgUpdateParams, fc.record({ authority: address, params })),
  message(tx.MsgChangeRewardDenoms, fc.record({ denomsToAdd: texts, denomsToRemove: texts, authority: address })),
  message(
    tx.MsgSubmitConsumerDoubleVoting,
    fc.record({
      submitter: address,
      duplicateVoteEvidence: optional(duplicateVoteEvidence),
      infractionBlockHeader: optional(header),
      consumerId: text,
    }),
  ),
  message(
    tx.MsgSubmitConsumerMisbehaviour,
    fc.record({ submitter: address, misbehaviour: optional(misbehaviour), consumerId: text }),
  ),
];

/** Random messages of the one kind that the consumer's module takes. */
export const consumerMessageArbitrary: fc.Arbitrary<EncodeObject> = message(
  ConsumerUpdateParams,
  fc.record({
    authority: account.map(({ consumer }) => consumer),
    params: fc.record({
      enabled: fc.boolean(),
      blocksPerDistributionTransmission: i64,
      distributionTransmissionChannel: text,
      providerFeePoolAddrStr: text,
      ccvTimeoutPeriod: duration,
      transferTimeoutPeriod: duration,
      consumerRedistributionFraction: text,
      historicalEntries: i64,
      unbondingPeriod: duration,
      softOptOutThreshold: text,
      rewardDenoms: texts,
      providerRewardDenoms: texts,
      retryDelayPeriod: duration,
      consumerId: text,
    }),
  }),
);
