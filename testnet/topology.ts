import type { GenesisPatch } from "./genesis/genesis-document.ts";
import type { JsonObject } from "./genesis/json.ts";
import { findTopologyProblems } from "./topology-checks.ts";
import { toProblems, topologyError } from "./topology-problems.ts";
import { resolveConsumer, resolveRunner, resolveValidators } from "./topology-resolve.ts";
import { type ParsedTopology, topologySchema } from "./topology-schema.ts";

/** A whole number of any size: strings are decimal digits. */
export type WholeNumber = bigint | number | string;

/** What runs a chain's nodes: processes of this machine, or containers of Docker or Podman. */
export type RunnerName = "native" | "container";

/**
 * A binary of your own: a file of this machine, which must be static to run in a container; or one in a container image,
 * by default that image's entry point. `name` is what messages call it.
 */
export type OwnBinary =
  | { readonly path: string; readonly name?: string }
  | { readonly image: string; readonly path?: string; readonly name?: string };

/** How a chain's nodes are run. */
export interface ChainRunTopology {
  /** Default: the topology's; a container where the binary is in an image. */
  readonly runner?: RunnerName;
  /** What each of its containers may use at most. Default: no limit. */
  readonly limits?: { readonly memoryMiB?: number; readonly cpus?: number };
}

/** A validator of the provider. */
export interface ValidatorTopology {
  /** Default `validator-0`, `validator-1` and so on, by its place in the list. */
  readonly name?: string;
  /** Self-delegation in base units; a voting power of 1 is 1,000,000. Default 100,000,000. */
  readonly stake?: WholeNumber;
  /** Default 0.1. */
  readonly commissionRate?: number;
  /** False for a validator that exists but has no node. Default true. */
  readonly running?: boolean;
}

/** The provider chain. Every field has a default; periods are in seconds. */
export interface ProviderTopology extends ChainRunTopology {
  /** Default `provider-1`. */
  readonly chainId?: string;
  /** Default `pd`, the stock binary. */
  readonly binary?: "pd" | OwnBinary;
  /** A number, or a list. Default 3. */
  readonly validators?: number | readonly ValidatorTopology[];
  readonly denom?: string;
  /** Default: the topology's. */
  readonly blockTimeMs?: number;
  /** Default 1: every block may send a validator-set change. */
  readonly blocksPerEpoch?: number;
  readonly unbondingSeconds?: number;
  /** Default 1, so that the slash meter does not bounce packets. */
  readonly slashMeterReplenishFraction?: number;
  readonly slashMeterReplenishSeconds?: number;
  readonly ccvTimeoutSeconds?: number;
  /** Default 10. */
  readonly votingPeriodSeconds?: number;
  readonly signedBlocksWindow?: number;
  readonly minSignedPerWindow?: number;
  readonly downtimeJailSeconds?: number;
  readonly maxValidators?: number;
  readonly maxProviderConsensusValidators?: number;
  readonly trustingPeriodFraction?: number;
  /** Default 1. */
  readonly numberOfEpochsToStartReceivingRewards?: number;
  /** The first of the chain's ports, which then follow one another; default: free ones. */
  readonly firstPort?: number;
  /** Changes the finished genesis file; an object is laid over it, key by key. */
  readonly genesis?: GenesisPatch | JsonObject;
}

/** A provider validator that runs a consumer chain. */
export interface ConsumerValidatorTopology {
  /** Its name, or its place in the provider's list from 0. */
  readonly validator: string | number;
  /** True for a consensus key of its own on this consumer (key assignment). Default false. */
  readonly ownKey?: boolean;
  /** False where the validator opts in without running a node. Default true. */
  readonly running?: boolean;
}

/**
 * Who may be in a consumer's validator set; lists hold names of the provider's validators. There is no `topN`: a
 * consumer is created as an opt-in chain, and only governance makes it a Top N one.
 */
export interface PowerShapingTopology {
  readonly validatorsPowerCap?: number;
  readonly validatorSetCap?: number;
  readonly allowlist?: readonly string[];
  readonly denylist?: readonly string[];
  readonly prioritylist?: readonly string[];
  readonly minStake?: WholeNumber;
  readonly allowInactiveValidators?: boolean;
}

/** What an infraction on a consumer costs. */
export interface InfractionTopology {
  readonly slashFraction: number;
  readonly jailSeconds: number;
  readonly tombstone?: boolean;
}

/** A consumer chain. */
export interface ConsumerTopology extends ChainRunTopology {
  readonly chainId: string;
  /**
   * A stock binary, or one of your own: any consumer app of the Cosmos SDK. `name` is what messages call it, by default
   * its file name. Default `cd`.
   */
  readonly binary?: "cd" | "cdd" | OwnBinary;
  /** The bech32 prefix of the app's accounts. Default `consumer`, the stock binaries'. */
  readonly addressPrefix?: string;
  /** The SLIP-44 coin type from which accounts are derived; keys are secp256k1 in any case. Default 118. */
  readonly coinType?: number;
  /** Given to `start` after `--home`, for instance `["--x-crisis-skip-assert-invariants"]`. Default none. */
  readonly startFlags?: readonly string[];
  /** Those who opt in, at least one. */
  readonly validators: readonly ConsumerValidatorTopology[];
  /** Default 1, in the revision that the chain id has. */
  readonly initialHeight?: WholeNumber | { readonly revisionNumber: WholeNumber; readonly revisionHeight: WholeNumber };
  /** When the chain spawns; text is ISO 8601. Or give `spawnDelayMs`. */
  readonly spawnTime?: Date | string;
  /** Milliseconds from the consumer's creation to its spawn time. Default 2000, or six blocks where that is longer. */
  readonly spawnDelayMs?: number;
  readonly denom?: string;
  /** Default: the topology's. */
  readonly blockTimeMs?: number;
  readonly metadata?: { readonly name: string; readonly description: string; readonly metadata: string };
  readonly powerShaping?: PowerShapingTopology;
  readonly infractions?: { readonly downtime?: InfractionTopology; readonly doubleSign?: InfractionTopology };
  readonly unbondingSeconds?: number;
  readonly ccvTimeoutSeconds?: number;
  readonly transferTimeoutSeconds?: number;
  /** The part of fees that the consumer keeps. Default 0.75. */
  readonly consumerRedistributionFraction?: number;
  readonly blocksPerDistributionTransmission?: number;
  readonly historicalEntries?: number;
  /** The provider's connection to a chain that runs already: its launch makes no client. Default: none. */
  readonly connectionId?: string;
  /** Denominations sent to the provider as rewards. Default: the consumer's own. */
  readonly rewardDenoms?: readonly string[];
  readonly providerRewardDenoms?: readonly string[];
  /** Wait before a bounced slash packet is sent again. Default: what the provider's genesis says (3600). */
  readonly retryDelaySeconds?: number;
  readonly signedBlocksWindow?: number;
  readonly minSignedPerWindow?: number;
  readonly firstPort?: number;
  /** Changes the finished genesis file; an object is laid over it, key by key. */
  readonly genesis?: GenesisPatch | JsonObject;
}

/** A testnet as its user describes it: everything has a default. */
export interface Topology {
  /** Milliseconds between blocks, 50 or more. Default 250. */
  readonly blockTimeMs?: number;
  /** BIP-39 words from which all accounts come; a secret. Default: random. */
  readonly mnemonic?: string;
  /** Funded accounts `user-0`, `user-1` and so on, besides owner, relayer and delegator. Default 0. */
  readonly users?: number;
  /** Lowest gas price that nodes accept, in the chain's denomination. Default 0.001. */
  readonly minimumGasPrice?: string;
  /** Serve gRPC and REST too. Default false. */
  readonly apiServers?: boolean;
  /** Default `native`. Chains may have a runner of their own. */
  readonly runner?: RunnerName;
  /** `network` makes it possible to cut nodes off from their peers. Default: none. */
  readonly faults?: { readonly network?: boolean };
  readonly logLevel?: "debug" | "info" | "warn" | "error" | "none";
  readonly provider?: ProviderTopology;
  readonly consumers?: readonly ConsumerTopology[];
}

type ParsedProvider = ParsedTopology["provider"];
type ParsedConsumer = ParsedTopology["consumers"][number];

/** A provider validator with its defaults. */
export type ResolvedValidator = ParsedProvider["validators"][number] & { readonly name: string };

/** The provider with its defaults. */
export type ResolvedProvider = Omit<ParsedProvider, "validators" | "blockTimeMs" | "runner"> & {
  readonly runner: RunnerName;
  readonly validators: readonly ResolvedValidator[];
  readonly blockTimeMs: number;
};

/** A consumer with its defaults; validators are named. */
export type ResolvedConsumer = Omit<
  ParsedConsumer,
  "validators" | "initialHeight" | "blockTimeMs" | "rewardDenoms" | "runner"
> & {
  readonly runner: RunnerName;
  /** The chain id, with a number behind it where an earlier consumer has the same one. */
  readonly name: string;
  readonly validators: readonly { readonly validator: string; readonly ownKey: boolean; readonly running: boolean }[];
  readonly initialHeight: { readonly revisionNumber: bigint; readonly revisionHeight: bigint };
  readonly blockTimeMs: number;
  readonly rewardDenoms: readonly string[];
};

/** A topology in which every choice is made. */
export type ResolvedTopology = Omit<ParsedTopology, "provider" | "consumers"> & {
  readonly provider: ResolvedProvider;
  readonly consumers: readonly ResolvedConsumer[];
};

/**
 * Fills in every default and checks that the testnet is possible; starts nothing.
 * @throws TESTNET_TOPOLOGY_INVALID with every problem at once
 */
export function resolveTopology(topology: Topology = {}, options: { readonly now?: Date } = {}): ResolvedTopology {
  const now = options.now ?? new Date();
  const schema = topologySchema.superRefine((parsed, context) => {
    for (const problem of findTopologyProblems(parsed, now)) {
      context.addIssue({ code: "custom", message: problem.wanted, params: { problem } });
    }
  });
  const result = schema.safeParse(topology, { reportInput: true });
  if (!result.success) throw topologyError(result.error.issues.flatMap(toProblems));
  const { provider, consumers, ...rest } = result.data;
  const validators = resolveValidators(provider.validators);
  return {
    ...rest,
    provider: {
      ...provider,
      validators,
      runner: resolveRunner(rest.runner, provider),
      blockTimeMs: provider.blockTimeMs ?? rest.blockTimeMs,
    },
    consumers: consumers.map((consumer, index) => ({
      ...consumer,
      ...resolveConsumer(consumers, index, validators),
      runner: resolveRunner(rest.runner, consumer),
      blockTimeMs: consumer.blockTimeMs ?? rest.blockTimeMs,
      rewardDenoms: consumer.rewardDenoms ?? [consumer.denom],
    })),
  };
}
