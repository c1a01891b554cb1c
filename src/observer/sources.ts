import type { ConsumerId } from "../ccv/identifiers.ts";
import type { ConsumerPhase } from "../ccv/phase.ts";
import type { ValidatorUpdate } from "../ccv/validator-set.ts";
import type { Block } from "../chain/block.ts";
import type { InfractionParameters, PowerShapingParameters } from "../provider/parameters.ts";
import type { ConsumerReading, ProviderReading } from "./readings.ts";

/** The blocks of one chain. A `ChainConnection` is one. */
export interface BlockSource {
  readonly chainId: string;
  /** Every block from `from` on, in order, each once; ends by throwing the signal's reason once it aborts. */
  blocks(options: { readonly from: bigint; readonly signal?: AbortSignal }): AsyncIterable<Block>;
  /** The hash of a block, asked of the node anew; undefined where it does not tell. By it a restarted chain is told. */
  blockHash?(height: bigint): Promise<string | undefined>;
  latestHeight?(): Promise<bigint>;
}

/** A consumer's state on the provider at the end of one block. */
export interface ConsumerState {
  readonly phase: ConsumerPhase;
  readonly spawnTime: Date | undefined;
  /** The provider's client of the consumer; undefined before launch. */
  readonly clientId: string | undefined;
  readonly powerShaping?: PowerShapingParameters | undefined;
  readonly infractionParameters?: InfractionParameters | undefined;
  /** When a stopped consumer is deleted. */
  readonly removalTime?: Date | undefined;
  /** Undefined where unknown: then the state is asked for after each block. */
  readonly blocksPerEpoch?: bigint | undefined;
}

/** A validator that opted in, and whether it is in the set that makes the provider's blocks. */
export interface OptedInValidator {
  readonly providerConsensusAddress: string;
  readonly active: boolean;
}

/** State that a provider does not tell by events. All answers are as of the end of the block at `height`. */
export interface ProviderStateReader {
  /** Undefined where there is no such consumer. */
  consumerState(consumerId: ConsumerId, height: bigint): Promise<ConsumerState | undefined>;
  /** Asked once a launch has failed, for the reason. */
  optedInValidators(consumerId: ConsumerId, height: bigint): Promise<readonly OptedInValidator[]>;
  /** The set in the consumer's genesis; asked once after the launch. */
  initialValidators(consumerId: ConsumerId, height: bigint): Promise<readonly ValidatorUpdate[]>;
  /** Provider connections on a client; asked once where observing begins after the launch. */
  clientConnections(clientId: string, height: bigint): Promise<readonly string[]>;
  /** Asked at the heights at which state is read beside the events; undefined where there is no such consumer. */
  reading?(consumerId: ConsumerId, height: bigint): Promise<ProviderReading | undefined>;
}

/** State that a consumer does not tell by events. */
export interface ConsumerStateReader {
  /** The CometBFT validator set that signs the block at `height`, in any order. */
  validators(height: bigint): Promise<readonly ValidatorUpdate[]>;
  /** Asked at the heights at which state is read beside the events. */
  reading?(height: bigint): Promise<ConsumerReading>;
}

/** All that is observed of a provider. */
export interface ProviderSource {
  readonly blocks: BlockSource;
  readonly state: ProviderStateReader;
}

/** All that is observed of a consumer. */
export interface ConsumerSource {
  readonly blocks: BlockSource;
  readonly state: ConsumerStateReader;
}
