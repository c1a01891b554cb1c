import { clientState, header, height, misbehaviour } from "../ccv/json/light-client-json.ts";
import { type CatalogEntry, catalogEntry } from "../ccv/json/message-catalog.ts";
import { listOf, messageOf, optional } from "../ccv/json/message-type.ts";
import { bytes, decimal, decimalBytes, duration, flag, int32, int64, text, timestamp } from "../ccv/json/scalars.ts";
import { coin, createMessageCatalog } from "../ccv/json/sdk-messages.ts";
import { duplicateVoteEvidence } from "../ccv/json/tendermint-json.ts";
import type * as provider from "../codec/interchain_security/ccv/provider/v1/provider.ts";
import * as tx from "../codec/interchain_security/ccv/provider/v1/tx.ts";

const texts = listOf(text);

const initialization = messageOf<provider.ConsumerInitializationParameters>({
  initialHeight: optional(height),
  genesisHash: bytes,
  binaryHash: bytes,
  spawnTime: timestamp,
  unbondingPeriod: duration,
  ccvTimeoutPeriod: duration,
  transferTimeoutPeriod: duration,
  consumerRedistributionFraction: text,
  blocksPerDistributionTransmission: int64,
  historicalEntries: int64,
  distributionTransmissionChannel: text,
  connectionId: text,
});

const powerShaping = messageOf<provider.PowerShapingParameters>({
  topN: { type: int32, name: "top_N" },
  validatorsPowerCap: int32,
  validatorSetCap: int32,
  allowlist: texts,
  denylist: texts,
  minStake: int64,
  allowInactiveVals: flag,
  prioritylist: texts,
});

const slashJail = messageOf<provider.SlashJailParameters>({
  slashFraction: decimalBytes,
  jailDuration: duration,
  tombstone: flag,
});

/** What a consumer's creation and its update have in common. */
const consumerFields = {
  metadata: optional(messageOf<provider.ConsumerMetadata>({ name: text, description: text, metadata: text })),
  initializationParameters: optional(initialization),
  powerShapingParameters: optional(powerShaping),
  allowlistedRewardDenoms: optional(messageOf<provider.AllowlistedRewardDenoms>({ denoms: texts })),
  infractionParameters: optional(
    messageOf<provider.InfractionParameters>({ doubleSign: optional(slashJail), downtime: optional(slashJail) }),
  ),
};

const params = messageOf<provider.Params>({
  templateClient: optional(clientState),
  trustingPeriodFraction: text,
  ccvTimeoutPeriod: duration,
  slashMeterReplenishPeriod: duration,
  slashMeterReplenishFraction: text,
  consumerRewardDenomRegistrationFee: optional(coin),
  blocksPerEpoch: int64,
  numberOfEpochsToStartReceivingRewards: int64,
  maxProviderConsensusValidators: int64,
});

const validatorFields = { chainId: text, providerAddr: text, signer: text, consumerId: text };

const entries: readonly CatalogEntry[] = [
  catalogEntry(tx.MsgAssignConsumerKey, messageOf<tx.MsgAssignConsumerKey>({ ...validatorFields, consumerKey: text })),
  catalogEntry(
    tx.MsgChangeRewardDenoms,
    messageOf<tx.MsgChangeRewardDenoms>({ denomsToAdd: texts, denomsToRemove: texts, authority: text }),
  ),
  catalogEntry(
    tx.MsgCreateConsumer,
    messageOf<tx.MsgCreateConsumer>({ submitter: text, chainId: text, ...consumerFields }),
  ),
  catalogEntry(tx.MsgOptIn, messageOf<tx.MsgOptIn>({ ...validatorFields, consumerKey: text })),
  catalogEntry(tx.MsgOptOut, messageOf<tx.MsgOptOut>(validatorFields)),
  catalogEntry(tx.MsgRemoveConsumer, messageOf<tx.MsgRemoveConsumer>({ consumerId: text, owner: text })),
  catalogEntry(
    tx.MsgSetConsumerCommissionRate,
    messageOf<tx.MsgSetConsumerCommissionRate>({ ...validatorFields, rate: decimal }),
  ),
  catalogEntry(
    tx.MsgSubmitConsumerDoubleVoting,
    messageOf<tx.MsgSubmitConsumerDoubleVoting>({
      submitter: text,
      duplicateVoteEvidence: optional(duplicateVoteEvidence),
      infractionBlockHeader: optional(header),
      consumerId: text,
    }),
  ),
  catalogEntry(
    tx.MsgSubmitConsumerMisbehaviour,
    messageOf<tx.MsgSubmitConsumerMisbehaviour>({
      submitter: text,
      misbehaviour: optional(misbehaviour),
      consumerId: text,
    }),
  ),
  catalogEntry(
    tx.MsgUpdateConsumer,
    messageOf<tx.MsgUpdateConsumer>({
      owner: text,
      consumerId: text,
      newOwnerAddress: text,
      newChainId: text,
      ...consumerFields,
    }),
  ),
  catalogEntry(tx.MsgUpdateParams, messageOf<tx.MsgUpdateParams>({ authority: text, params: optional(params) })),
];

/** The JSON forms of the provider module's messages, and of those of the SDK that are sent beside them. */
export const providerMessages = createMessageCatalog(entries);
