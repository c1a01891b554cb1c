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
export { type SpawnedConsumer, type SpawnSource, waitForSpawn } from "./launch/spawn.ts";
export { type LogFields, type Logger, silentLogger } from "./logger.ts";
export { consumerSource, providerSource } from "./observer/connect-sources.ts";
export { allInvariants } from "./observer/invariants/all-invariants.ts";
export type { Invariant, Violation } from "./observer/invariants/invariant.ts";
export { Observation, type ObservationOptions } from "./observer/observation.ts";
export { type ObserveConsumerOptions, observeConsumer } from "./observer/observe.ts";
export type { EventOf, ObserverEvent } from "./observer/observer-event.ts";
export { reduceTimeline } from "./observer/reduce-timeline.ts";
export { createTimeline, type Timeline } from "./observer/timeline.ts";
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
  msgUpdateConsumer,
  powerShapingParameters,
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
export {
  type ChannelPair,
  type HandshakeOptions,
  type Hop,
  type OpenedChannels,
  openCcvChannel,
} from "./relayer/handshake.ts";
export type { RelayItem } from "./relayer/packet-flow.ts";
export { type Relayed, type RelayPacketsOptions, relayPackets } from "./relayer/relay-loop.ts";
export { connectRelayPath, type RelayPath, type RelayPathEnd, type RelayPathOptions } from "./relayer/relay-path.ts";
