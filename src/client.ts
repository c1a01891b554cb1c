export { withDeadline } from "./async/deadline.ts";
export { type PollOptions, pollUntil } from "./async/poll-until.ts";
export { sleep } from "./async/sleep.ts";
export type { WaitOptions } from "./async/wait-options.ts";
export {
  type PacketAcknowledgement,
  parseAcknowledgement,
  parseSlashVerdict,
  parseVscVerdict,
  type SlashVerdict,
  type VscVerdict,
} from "./ccv/acknowledgement.ts";
export { describeSentinel, type Sentinel, sentinelName } from "./ccv/ccv-errors.ts";
export { consensusAddress, consensusAddressBytes, isSameAddress } from "./ccv/consensus-address.ts";
export type { ConsumerModuleEvent } from "./ccv/consumer-events.ts";
export type { AbciEvent } from "./ccv/event-attributes.ts";
export { type CcvEvent, parseCcvEvent } from "./ccv/events.ts";
export type { MessageCatalog } from "./ccv/json/message-catalog.ts";
export { signedTxBytes, signedTxJson, type UnsignedTx, unsignedTxJson } from "./ccv/json/tx-json.ts";
export type { PacketModuleEvent } from "./ccv/packet-events.ts";
export { type ConsumerPhase, consumerPhases, parsePhase } from "./ccv/phase.ts";
export {
  type NotInSetReason,
  type PowerShaping,
  type PredictedSet,
  type ProviderLimits,
  type ProviderValidators,
  predictConsumerSet,
  providerValidators,
  type StakedValidator,
} from "./ccv/power-shaping.ts";
export type { ProviderModuleEvent } from "./ccv/provider-events.ts";
export { governanceAddress as governanceAccount } from "./ccv/rules/address-rules.ts";
export {
  type ConsumerPacket,
  type Infraction,
  parseConsumerPacket,
  type SlashPacket,
  type VscMaturedPacket,
} from "./ccv/slash-packet.ts";
export {
  compareValidatorSets,
  createValidatorSet,
  isTwoThirds,
  totalPower,
  type ValidatorSet,
  type ValidatorSetDifference,
} from "./ccv/validator-set.ts";
export { encodeVscPacket, parseVscPacket, type VscPacket } from "./ccv/vsc-packet.ts";
export { type Block, type BlockTx, type ChainEvent, type EventAttribute, eventAttribute } from "./chain/block.ts";
export { type BroadcastOptions, broadcastSignedTx } from "./chain/broadcast.ts";
export { ChainConnection, type ConnectChainOptions, connectChain } from "./chain/chain-connection.ts";
export { revisionNumber } from "./chain/chain-id.ts";
export { compareBlockIds } from "./chain/duplicate-votes.ts";
export type { AnsweredMessage, MessageResult, MessageResults } from "./chain/message-answer.ts";
export type { PageOptions } from "./chain/pages.ts";
export type { QueryOptions } from "./chain/query.ts";
export { SigningClient, type SigningOptions } from "./chain/signing-client.ts";
export type { SentinelName } from "./chain/tx-error.ts";
export { type IncludedTx, type SendOptions, TxSender, type TxSenderOptions } from "./chain/tx-sender.ts";
export { queryValidators } from "./chain/validators.ts";
export { type MnemonicWalletOptions, parseMnemonic, walletFromMnemonic } from "./chain/wallet.ts";
export { createConsumerAminoConverters, createConsumerAminoTypes } from "./consumer/aminomessages.ts";
export {
  createSigningConsumerClient,
  SigningConsumerClient,
} from "./consumer/consumer-client.ts";
export { consumerGenesisJson } from "./consumer/consumer-genesis.ts";
export { consumerMessages } from "./consumer/message-json.ts";
export { msgUpdateConsumerParams } from "./consumer/messages.ts";
export {
  type ConsumerExtension,
  type ConsumerThrottleState,
  type ProviderInfo,
  type QueuedPacket,
  setupConsumerExtension,
} from "./consumer/queries.ts";
export { consumerRegistryTypes, createConsumerRegistry } from "./consumer/registry.ts";
export {
  errorMessage,
  IcsError,
  type IcsErrorCode,
  type IcsErrorContexts,
  type IcsErrorOptions,
  isIcsError,
  jsonText,
  type Problem,
  problemLines,
} from "./errors.ts";
export { headerMessage, queryHeader } from "./ibc/header.ts";
export { msgUpdateClient } from "./ibc/messages.ts";
export { queryPacketCommitments } from "./ibc/queries.ts";
export { type ConsumerSpec, consumerSpecSchema } from "./launch/consumer-spec.ts";
export {
  type DiagnosedValidator,
  type Diagnosis,
  diagnoseKeys,
  type GenesisValidator,
  type NodeKey,
} from "./launch/diagnose.ts";
export { findSpecConsumer, type WantedConsumer } from "./launch/find-consumer.ts";
export { ccvGenesis } from "./launch/genesis/ccv-genesis.ts";
export {
  type GenesisInput,
  genesisDifferences,
  genesisText,
  hashOf as genesisHash,
  makeConsumerGenesis,
} from "./launch/genesis/consumer-genesis-file.ts";
export { genesisValidators } from "./launch/genesis/genesis-validators.ts";
export {
  type LaunchedConsumer,
  type LaunchOptions,
  type LaunchRelayer,
  launchConsumer,
  type RelayOptions,
} from "./launch/launch-consumer.ts";
export type { LaunchEvent, ReadyValidator } from "./launch/launch-event.ts";
export { launchPlan } from "./launch/launch-plan.ts";
export { type LaunchChains, type LaunchState, type LaunchStep, readLaunchState } from "./launch/launch-state.ts";
export type {
  ConsumerNodeFacts,
  NodeVersions,
  PayingAccount,
  PreflightFacts,
  ProviderFacts,
} from "./launch/preflight/facts.ts";
export { preflight } from "./launch/preflight/preflight-rules.ts";
export { type AccountToCheck, type FactSources, readPreflightFacts } from "./launch/preflight/read-facts.ts";
export { readSecuredFacts } from "./launch/read-secured.ts";
export { removalSteps } from "./launch/removal.ts";
export { type ConsumerSideFacts, judgeSecured, type SecuredFacts } from "./launch/secured-rules.ts";
export { type SpawnedConsumer, type SpawnSource, waitForSpawn } from "./launch/spawn.ts";
export { type SpecChange, type SpecUpdate, specUpdate } from "./launch/spec-changes.ts";
export { createConsumerOf } from "./launch/spec-messages.ts";
export { type Verdict, type VerdictKind, worstVerdict } from "./launch/verdict.ts";
export { voucherDenom } from "./launch/voucher-denom.ts";
export { type LogFields, type Logger, silentLogger } from "./logger.ts";
export { createProviderAminoConverters, createProviderAminoTypes } from "./provider/aminomessages.ts";
export { checkAgainstProvider } from "./provider/check-against-provider.ts";
export type { ConsumerChain, ConsumerChainSummary } from "./provider/consumer-chain.ts";
export {
  type ConsumerOverview,
  type ConsumerOverviewsOptions,
  type ProviderOverview,
  queryConsumerOverview,
  queryConsumerOverviews,
  type RewardAmount,
} from "./provider/consumer-overview.ts";
export type { OverviewChannel, OverviewClient } from "./provider/consumer-overview-path.ts";
export type { OverviewValidator } from "./provider/consumer-overview-validators.ts";
export { type ConsumerValidator, consumerValidatorSet } from "./provider/consumer-validator.ts";
export {
  msgSubmitConsumerDoubleVoting,
  msgSubmitConsumerMisbehaviour,
  type SubmitConsumerDoubleVoting,
  type SubmitConsumerMisbehaviour,
} from "./provider/evidence-messages.ts";
export {
  type CarriedOut,
  type CarryOutOptions,
  carryOutPlan,
  type GovernanceProgress,
} from "./provider/governance/carry-out-plan.ts";
export { findProposalUnderVote, type ProposalUnderVote } from "./provider/governance/find-proposal.ts";
export {
  msgDeposit,
  msgSubmitProposal,
  msgVote,
  type SubmitProposal,
  type Vote,
} from "./provider/governance/gov-messages.ts";
export {
  type GovernanceTerms,
  type ProposalState,
  queryGovernanceTerms,
  queryProposal,
} from "./provider/governance/gov-queries.ts";
export {
  type GovernanceEffect,
  type GovernancePlan,
  type GovernanceRequest,
  type HandOver,
  missingEffects,
  planProposal,
} from "./provider/governance/governance-plan.ts";
export { planProviderParams, planRewardDenoms } from "./provider/governance/plan-provider-change.ts";
export { planTopN, type TopNRequest } from "./provider/governance/plan-top-n.ts";
export {
  type ChangeRewardDenoms,
  msgChangeRewardDenoms,
  msgUpdateProviderParams,
} from "./provider/governance-messages.ts";
export { providerMessages } from "./provider/message-json.ts";
export {
  type CreateConsumer,
  initializationParameters,
  msgCreateConsumer,
  msgRemoveConsumer,
  msgUpdateConsumer,
  powerShapingParameters,
  type UpdateConsumer,
} from "./provider/messages.ts";
export {
  type ConsumerMetadata,
  durationOfSeconds,
  type InfractionParameters,
  type InitializationParameters,
  type PowerShapingParameters,
  type SlashJailParameters,
} from "./provider/parameters.ts";
export {
  createSigningProviderClient,
  operatorAddress,
  type ProposalText,
  type Proposed,
  SigningProviderClient,
} from "./provider/provider-client.ts";
export {
  type ConsumerChainsOptions,
  type KeyAssignment,
  type ProviderExtension,
  setupProviderExtension,
  type ThrottleState,
} from "./provider/queries.ts";
export { createProviderRegistry, providerRegistryTypes } from "./provider/registry.ts";
export {
  msgAssignConsumerKey,
  msgOptIn,
  msgOptOut,
  msgSetConsumerCommissionRate,
  type ValidatorForConsumer,
} from "./provider/validator-messages.ts";
