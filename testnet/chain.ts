import type { OfflineDirectSigner } from "@cosmjs/proto-signing";
import type { ChainAccount, TestnetAccounts } from "./accounts.ts";
import type { JsonObject } from "./genesis/json.ts";
import type { ConsensusKey } from "./node/consensus-key.ts";
import type { ChainPlan } from "./prepare-chain.ts";
import type { NodeSpec, RunningNode } from "./runner/runner.ts";
import type { ResolvedTopology } from "./topology.ts";
import type { Closable, Workspace } from "./workspace.ts";

/** What every chain of a testnet shares. */
export interface TestnetContext {
  readonly topology: ResolvedTopology;
  readonly accounts: TestnetAccounts;
  readonly workspace: Workspace;
  /** The key that a validator had on a chain before; where there is none, a new one is made. */
  readonly knownKey?: ((chainName: string, validator: string) => ConsensusKey | undefined) | undefined;
  /** Where what binaries' `init` writes is cached. Default: the package's `.icskit/defaults`. */
  readonly defaultsFolder?: string | undefined;
}

/** A validator as one chain knows it. */
export interface ChainValidator {
  readonly name: string;
  /** The key that it signs this chain's blocks with. */
  readonly consensusKey: ConsensusKey;
  /** bech32 with the chain's own `valcons` prefix. */
  readonly consensusAddress: string;
  readonly accountAddress: string;
  readonly signer: OfflineDirectSigner;
}

/** A chain whose nodes are placed and whose homes are written; nothing runs yet. */
export interface PreparedChain<V extends ChainValidator = ChainValidator> {
  /** Unique in the testnet: the chain id, except where two consumers share one. */
  readonly name: string;
  readonly chainId: string;
  readonly initialHeight: bigint;
  readonly addressPrefix: string;
  readonly denom: string;
  /** For instance `0.001stake`: the lowest that the nodes accept. */
  readonly gasPrice: string;
  readonly defaultGenesis: JsonObject;
  readonly validators: readonly V[];
  readonly accounts: readonly ChainAccount[];
  /** One per running validator, in their order. */
  readonly nodes: readonly NodeSpec[];
  /** Holds the nodes' places, such as their ports; closed with the running chain, or with the workspace. */
  readonly places: Closable;
  /** What the homes were made from; undefined where others run the nodes. */
  readonly plan?: ChainPlan<V>;
}

/** A chain that makes blocks. */
export interface RunningChain<V extends ChainValidator = ChainValidator> extends AsyncDisposable {
  readonly name: string;
  readonly chainId: string;
  /** The first node's. */
  readonly rpcUrl: string;
  readonly addressPrefix: string;
  readonly denom: string;
  readonly gasPrice: string;
  readonly nodes: readonly RunningNode[];
  readonly validators: readonly V[];
  readonly accounts: readonly ChainAccount[];
  /** @throws TESTNET_ACCOUNT_UNKNOWN */
  account(name: string): ChainAccount;
  /** The node of a validator; undefined where it has none. */
  nodeOf(validatorName: string): RunningNode | undefined;
  /** Stops all nodes and gives the ports back; idempotent. @throws AggregateError with every failure */
  close(): Promise<void>;
}
