export type { ChainAccount, TestnetAccounts } from "./accounts.ts";
export { moreBlocks, nextEpoch, untilTime } from "./actions/blocks.ts";
export { type ConnectedChain, doubleSign } from "./actions/double-sign.ts";
export { governanceAddress, passProposal, setTopN } from "./actions/governance.ts";
export { changeNodeKey, missBlocks, nodesOf, startNodes, stopNodes } from "./actions/nodes.ts";
export {
  giveConsumer,
  type OwnerOptions,
  type PowerShapingChange,
  removeConsumer,
  shapePower,
  updateConsumer,
} from "./actions/ownership.ts";
export {
  type DroppedPackets,
  dropPackets,
  duplicatePackets,
  holdPackets,
  releasePackets,
  untilDelivered,
} from "./actions/packets.ts";
export { cancelUnbonding, delegate, redelegate, type StakeOptions, unbond } from "./actions/stake.ts";
export { assignKey, optIn, optOut, setCommission, unjail } from "./actions/validators.ts";
export { type Binary, type BinaryName, type FindBinaryOptions, findBinary } from "./binaries.ts";
export { binaryNames } from "./binary-name.ts";
export { type BuildOptions, type BuildProgress, buildBinaries } from "./build-binaries.ts";
export type { RunningChain } from "./chain.ts";
export { type Checkpoint, checkpointTestnet } from "./checkpoint/checkpoint-testnet.ts";
export { type RestoreOptions, restoreTestnet } from "./checkpoint/restore-testnet.ts";
export type { ConsumerValidator, RunningConsumer } from "./consumer-chain.ts";
export type {
  ByValidator,
  ChannelEnd,
  ExpectedConsumer,
  ExpectedProvider,
  ExpectedState,
} from "./expectations/expected-state.ts";
export { refusalGas, refusalOf } from "./expectations/refusal.ts";
export { untilSlash, type WantedSlash } from "./expectations/slash-outcome.ts";
export { untilState } from "./expectations/until-state.ts";
export { type AttachOptions, attachTestnet } from "./export/attach-testnet.ts";
export { type ExportOptions, exportTestnet } from "./export/export-testnet.ts";
export type { ExportFormat } from "./export/exported-testnet.ts";
export { broadcastEvidence, duplicateVoteJson } from "./faults/broadcast-evidence.ts";
export { createDoubleVote, type DoubleVoteOptions, randomBlockId } from "./faults/double-vote.ts";
export type { Duplicate, DuplicateSender, Duplicates } from "./faults/duplicate-sender.ts";
export { type ForgeHeaderOptions, forgeHeader } from "./faults/forge-header.ts";
export { type ForkOptions, forkChain } from "./faults/fork-chain.ts";
export { headerHash } from "./faults/header-hash.ts";
export { runTwin } from "./faults/run-twin.ts";
export { signVote, type VoteToSign, voteSignBytes } from "./faults/sign-vote.ts";
export type { ProviderValidator, RunningProvider } from "./provider-chain.ts";
export { type RemoveReusedOptions, removeReusedTestnets } from "./reuse/remove-reused.ts";
export type { ReuseOptions } from "./reuse/reuse-testnet.ts";
export type { ReusedRun } from "./runner/container/reused-runs.ts";
export type { ExitInfo, NodeRunner, RunningNode, StopResult } from "./runner/runner.ts";
export { createTestnet, Testnet, type TestnetOptions } from "./testnet.ts";
export { type OpenChannelOptions, TestnetConsumer } from "./testnet-consumer.ts";
export { TestnetProvider } from "./testnet-provider.ts";
export {
  type ChainRunTopology,
  type ConsumerTopology,
  type ConsumerValidatorTopology,
  type OwnBinary,
  type ProviderTopology,
  type RunnerName,
  resolveTopology,
  type Topology,
  type ValidatorTopology,
} from "./topology.ts";
export { parseTrace, type TraceState, type TraceStep } from "./trace/parse-trace.ts";
export { type PlayedTrace, type PlayTraceOptions, playTrace } from "./trace/play-trace.ts";
export type { TraceAction } from "./trace/trace-actions.ts";
export { traceTopology } from "./trace/trace-topology.ts";
