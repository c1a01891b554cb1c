export type { ChainAccount, TestnetAccounts } from "./accounts.ts";
export { type Binary, type BinaryName, type FindBinaryOptions, findBinary } from "./binaries.ts";
export type { RunningChain } from "./chain.ts";
export type { ConsumerValidator, RunningConsumer } from "./consumer-chain.ts";
export { broadcastEvidence, duplicateVoteJson } from "./faults/broadcast-evidence.ts";
export { createDoubleVote, type DoubleVoteOptions, randomBlockId } from "./faults/double-vote.ts";
export { type ForgeHeaderOptions, forgeHeader } from "./faults/forge-header.ts";
export { headerHash } from "./faults/header-hash.ts";
export { signVote, type VoteToSign, voteSignBytes } from "./faults/sign-vote.ts";
export type { ProviderValidator, RunningProvider } from "./provider-chain.ts";
export type { ExitInfo, NodeRunner, RunningNode, StopResult } from "./runner/runner.ts";
export { createTestnet, Testnet, type TestnetOptions } from "./testnet.ts";
export { type OpenChannelOptions, TestnetConsumer } from "./testnet-consumer.ts";
export { TestnetProvider } from "./testnet-provider.ts";
export {
  type ConsumerTopology,
  type ConsumerValidatorTopology,
  type ProviderTopology,
  resolveTopology,
  type Topology,
  type ValidatorTopology,
} from "./topology.ts";
