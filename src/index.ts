export * from "./client.ts";
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
export { renderReport } from "./observer/report/render-report.ts";
export { ReportCollector, type ReportOptions } from "./observer/report/report-collector.ts";
export type { ReportData } from "./observer/report/report-data.ts";
export { reportJson } from "./observer/report/report-json.ts";
export type { ReportRange } from "./observer/report/report-range.ts";
export { ConsumerService, type ConsumerServiceOptions } from "./observer/service/consumer-service.ts";
export { ObservedConsumer } from "./observer/service/observed-consumer.ts";
export type { ConsumerMessage, DroppedMessages, ObserverMessage } from "./observer/service/observer-message.ts";
export {
  createObserverService,
  ObserverService,
  type ObserverServiceOptions,
  type ServiceConsumer,
} from "./observer/service/observer-service.ts";
export { RecordedConsumer } from "./observer/service/recorded-consumer.ts";
export { createStoreView, StoreView, type StoreViewOptions } from "./observer/service/store-view.ts";
export { ViewedConsumer } from "./observer/service/viewed-consumer.ts";
export { type DropReason, type SlashOutcome, type SlashStatus, slashOutcome } from "./observer/slash-outcome.ts";
export { type SlashRequest, type SlashRetry, slashRequests } from "./observer/slash-requests.ts";
export type { ConsumerSource, ProviderSource } from "./observer/sources.ts";
export { MemoryStore } from "./observer/store/memory-store.ts";
export type { ObservationStore, StoredEvent, Subject } from "./observer/store/observation-store.ts";
export { type ObserveStoredOptions, observeStored } from "./observer/store/observe-stored.ts";
export { openPostgresStore } from "./observer/store/open-postgres-store.ts";
export { openSqliteStore } from "./observer/store/open-sqlite-store.ts";
export type { PostgresStoreOptions } from "./observer/store/postgres-store.ts";
export type { SqliteStoreOptions } from "./observer/store/sqlite-store.ts";
export { type ConsumerSummary, type SummaryInput, summarizeConsumer } from "./observer/summary/consumer-summary.ts";
export {
  type Health,
  type HealthCode,
  type HealthReason,
  type HealthVerdict,
  healthCodes,
  healthVerdicts,
} from "./observer/summary/health-codes.ts";
export type { HealthLimits } from "./observer/summary/judge-health.ts";
export { createTimeline, type SlashTimeline, type Timeline, type VscTimeline } from "./observer/timeline.ts";
export { TimelineBuilder } from "./observer/timeline-builder.ts";
export type { TimelineLimits } from "./observer/timeline-draft.ts";
export { type VscProgress, type VscQueue, vscProgress, vscQueue } from "./observer/vsc-progress.ts";
export {
  type ObserverServer,
  type ObserverServerOptions,
  startObserverServer,
} from "./observer/web/observer-server.ts";
export type { ObserverWorkerOptions, WorkerConsumer } from "./observer/workers/observer-worker-options.ts";
export { runObserverWorker } from "./observer/workers/run-observer-worker.ts";
export { type KeepClientFreshOptions, keepClientFresh } from "./relayer/clients/client-keeper.ts";
export {
  type ClientRecoveryProposal,
  clientRecoveryProposal,
  createSubstituteClient,
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
export type { LeaveOut, PacketItem, RelayItem } from "./relayer/packets/packet-flow.ts";
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
export { type ApplyOptions, applyChanges, settleLedger } from "./validator/apply-plan.ts";
export { KeyFolder, type KeyFor, type UnlockedKey } from "./validator/keys/key-folder.ts";
export { type PlaceKeyOptions, placeKey } from "./validator/keys/place-key.ts";
export { type NodeStatus, queryNodeStatus } from "./validator/node-status.ts";
export { checkPlan } from "./validator/plan/check-plan.ts";
export type { ConsumerFacts, PlanFacts, PlanProviderFacts, ValidatorFacts } from "./validator/plan/consumer-facts.ts";
export { makePlan, type PlanMeans } from "./validator/plan/make-plan.ts";
export {
  changedConsumers,
  type ExpectedPlace,
  type InfractionCost,
  type NodeDuty,
  type Plan,
  type PlanBasis,
  type PlannedChange,
  type PlannedChanges,
  type PlannedConsumer,
} from "./validator/plan/plan.ts";
export { type ReadFactsOptions, readPlanFacts } from "./validator/plan/read-facts.ts";
export { type Policy, type PolicyConditions, type PolicyRule, policySchema } from "./validator/policy/policy-schema.ts";
export { Ledger, type LedgerEntry, type LedgerStatus } from "./validator/state/ledger.ts";
export { type ConsumerNode, ValidatorSession, type ValidatorSessionOptions } from "./validator/validator-session.ts";
export type { ConsumerSigns } from "./validator/watch/concerns.ts";
export { type MissedBlocks, queryMissedBlocks } from "./validator/watch/missed-blocks.ts";
export type { WatchConcern, WatchEvent, WatchEventOf } from "./validator/watch/watch-event.ts";
export { type WatchMeans, type WatchOptions, watchValidator } from "./validator/watch/watch-validator.ts";
