export { withDeadline } from "./async/deadline.ts";
export { type PollOptions, pollUntil } from "./async/poll-until.ts";
export { sleep } from "./async/sleep.ts";
export type { WaitOptions } from "./async/wait-options.ts";
export { sentinelName } from "./ccv/ccv-errors.ts";
export { consensusAddress, consensusAddressBytes } from "./ccv/consensus-address.ts";
export { type ConsumerPhase, consumerPhases, parsePhase } from "./ccv/phase.ts";
export {
  compareValidatorSets,
  createValidatorSet,
  isTwoThirds,
  totalPower,
  type ValidatorSet,
  type ValidatorSetDifference,
} from "./ccv/validator-set.ts";
export { type Block, type BlockTx, type ChainEvent, type EventAttribute, eventAttribute } from "./chain/block.ts";
export { ChainConnection, type ConnectChainOptions, connectChain } from "./chain/chain-connection.ts";
export { revisionNumber } from "./chain/chain-id.ts";
export { compareBlockIds } from "./chain/duplicate-votes.ts";
export type { QueryOptions } from "./chain/query.ts";
export type { SentinelName } from "./chain/tx-error.ts";
export { type IncludedTx, type SendOptions, TxSender, type TxSenderOptions } from "./chain/tx-sender.ts";
export { queryValidators } from "./chain/validators.ts";
export { type MnemonicWalletOptions, parseMnemonic, walletFromMnemonic } from "./chain/wallet.ts";
export { consumerGenesisJson } from "./consumer/consumer-genesis.ts";
export { type ConsumerExtension, type ProviderInfo, setupConsumerExtension } from "./consumer/queries.ts";
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
export { type SpawnedConsumer, type SpawnSource, waitForSpawn } from "./launch/spawn.ts";
export { type LogFields, type Logger, silentLogger } from "./logger.ts";
export {
  type ChannelEndState,
  type ChannelState,
  type ChannelStatus,
  channelState,
} from "./observer/channel-state.ts";
export { consumerSource, providerSource } from "./observer/connect-sources.ts";
export type { ConsumerCursor, ObserverCursor, ProviderCursor } from "./observer/cursor.ts";
export { allInvariants } from "./observer/invariants/all-invariants.ts";
export { checkInvariants, type Invariant, type Violation } from "./observer/invariants/invariant.ts";
export { type DutyLimits, relayerDuties } from "./observer/invariants/relayer-duties.ts";
export { fromJsonText, toJsonText } from "./observer/json-text.ts";
export { type SlashLatency, slashLatency, type VscLatency, vscLatency } from "./observer/latency.ts";
export { Observation, type ObservationOptions } from "./observer/observation.ts";
export {
  type ObserveConsumerOptions,
  type ObservedBlock,
  observeBlocks,
  observeConsumer,
} from "./observer/observe.ts";
export type { EventOf, ObserverEvent } from "./observer/observer-event.ts";
export type { ConsumerReading, LightClientReading, ProviderReading } from "./observer/readings.ts";
export { reduceTimeline } from "./observer/reduce-timeline.ts";
export { type DropReason, type SlashOutcome, type SlashStatus, slashOutcome } from "./observer/slash-outcome.ts";
export { type SlashRequest, type SlashRetry, slashRequests } from "./observer/slash-requests.ts";
export type { ConsumerSource, ProviderSource } from "./observer/sources.ts";
export { MemoryStore } from "./observer/store/memory-store.ts";
export type { ObservationStore, StoredEvent, Subject } from "./observer/store/observation-store.ts";
export { type ObserveStoredOptions, observeStored } from "./observer/store/observe-stored.ts";
export { openSqliteStore } from "./observer/store/open-sqlite-store.ts";
export type { SqliteStoreOptions } from "./observer/store/sqlite-store.ts";
export { createTimeline, type SlashTimeline, type Timeline, type VscTimeline } from "./observer/timeline.ts";
export { TimelineBuilder } from "./observer/timeline-builder.ts";
export type { TimelineLimits } from "./observer/timeline-draft.ts";
export { type VscProgress, type VscQueue, vscProgress, vscQueue } from "./observer/vsc-progress.ts";
export { type ConsumerValidator, consumerValidatorSet } from "./provider/consumer-validator.ts";
export {
  type CreateConsumer,
  initializationParameters,
  msgAssignConsumerKey,
  msgCreateConsumer,
  msgOptIn,
  msgOptOut,
  msgRemoveConsumer,
  msgSetConsumerCommissionRate,
  msgSubmitConsumerDoubleVoting,
  msgSubmitConsumerMisbehaviour,
  msgUpdateConsumer,
  powerShapingParameters,
  type SubmitConsumerDoubleVoting,
  type SubmitConsumerMisbehaviour,
  type UpdateConsumer,
  type ValidatorForConsumer,
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
  SigningProviderClient,
  type SigningProviderOptions,
} from "./provider/provider-client.ts";
export {
  type ConsumerChain,
  type ConsumerChainSummary,
  type ProviderExtension,
  setupProviderExtension,
  type ThrottleState,
} from "./provider/queries.ts";
export { createProviderRegistry, providerRegistryTypes } from "./provider/registry.ts";
export { type KeepClientFreshOptions, keepClientFresh } from "./relayer/clients/client-keeper.ts";
export {
  type ClientRecoveryProposal,
  clientRecoveryProposal,
  createSubstituteClient,
  governanceAccount,
  msgRecoverClient,
  queryUnbondingPeriodMs,
  type SubstituteClient,
} from "./relayer/clients/client-recovery.ts";
export { type ClientStatus, queryLightClientStatus } from "./relayer/clients/client-status.ts";
export { connectLightClient, LightClient } from "./relayer/clients/light-client.ts";
export type {
  ConflictingHeader,
  ConsumerEvidence,
  DoubleVote,
  EvidenceAction,
  EvidenceNotSubmitted,
  NotSubmittedReason,
  SubmittedEvidence,
} from "./relayer/evidence/evidence.ts";
export type { EvidenceCallbacks } from "./relayer/evidence/evidence-submitter.ts";
export { type WatchConsumerEvidenceOptions, watchConsumerEvidence } from "./relayer/evidence/watch-evidence.ts";
export {
  type ChannelPair,
  type FoundChannel,
  type FoundChannels,
  findCcvChannels,
  type HandshakeOptions,
  type Hop,
  type OpenedChannels,
  openCcvChannel,
} from "./relayer/handshake/handshake.ts";
export type { RelayItem } from "./relayer/packets/packet-flow.ts";
export {
  type Relayed,
  type RelayPacketsOptions,
  type RelayTrouble,
  relayPackets,
} from "./relayer/packets/relay-loop.ts";
export type { PathSide } from "./relayer/path-side.ts";
export type { RelayEnd } from "./relayer/relay-end.ts";
export { connectRelayPath, type RelayPath, type RelayPathEnd, type RelayPathOptions } from "./relayer/relay-path.ts";
export { findConsumerId } from "./relayer/service/find-consumer.ts";
export { type HermesChain, type HermesConsumer, hermesConfig } from "./relayer/service/hermes-config.ts";
export type { PacketLatency } from "./relayer/service/latency-meter.ts";
export type { PathSteps, RelayerChain } from "./relayer/service/path-steps.ts";
export type { RelayerConsumer } from "./relayer/service/path-supervisor.ts";
export { createRelayer, Relayer, type RelayerOptions } from "./relayer/service/relayer.ts";
export type { RelayerEvent, RelayerEventOf } from "./relayer/service/relayer-events.ts";
export {
  type PathAccountStatus,
  type PathChannelStatus,
  type PathClientStatus,
  type PathEndStatus,
  type PathState,
  type PathStatus,
  type PathTrouble,
  type RelayerStatus,
  unhealthyBecause,
} from "./relayer/service/relayer-status.ts";
