import type { IcsError, Logger, WaitOptions } from "../../src/index.ts";
import type { NodeBinary } from "../binary-defaults.ts";
import type { NodePlacement } from "../node/node-placement.ts";

/** The nodes of one chain that are to be placed. */
export interface ChainToPlace {
  /** The chain's name, unique in the testnet. */
  readonly name: string;
  /** What the nodes run: it decides where they can be. */
  readonly binary: NodeBinary;
  /** Their names, each unique in the chain. */
  readonly nodes: readonly string[];
  /** True where they serve gRPC and REST. */
  readonly apiServers: boolean;
  /** The first of the ports that are reached from outside; default: free ones. */
  readonly firstPort?: number | undefined;
  /** True where nodes are to be cut off from one another. */
  readonly networkFaults: boolean;
}

/** Where a chain's nodes will be. */
export interface ChainPlacement {
  /** In the order of the nodes. */
  readonly nodes: readonly NodePlacement[];
  /** Gives back what was taken for the chain; idempotent. */
  close(): Promise<void>;
}

/** What it takes to run one node; its home folder is complete. */
export interface NodeSpec {
  /** For instance `provider-1/validator-0`. */
  readonly name: string;
  readonly chainId: string;
  /** The node's P2P id; what answers with another one is not this node. */
  readonly nodeId: string;
  /** Path of the binary; inside the image, where there is one. */
  readonly binary: string;
  /** The container image that has the binary. Default: none, a process of this machine. */
  readonly image?: string | undefined;
  /** What a container may use at most. */
  readonly limits?: NodeLimits | undefined;
  /** Given to `start` after the home folder. */
  readonly startFlags?: readonly string[];
  readonly home: string;
  readonly placement: NodePlacement;
  /** Stdout and stderr of the node are appended here. */
  readonly logPath: string;
}

/** What a node in a container may use at most. Default: no limit. */
export interface NodeLimits {
  readonly memoryMiB?: number | undefined;
  readonly cpus?: number | undefined;
}

/** How a node's process ended. */
export interface ExitInfo {
  /** Null where a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** True where it was killed because it used more memory than it may. */
  readonly outOfMemory?: boolean;
}

/** How a node was stopped: by itself after SIGTERM, by SIGKILL after the grace period, or it had ended before. */
export interface StopResult extends ExitInfo {
  readonly how: "terminated" | "killed" | "already-exited";
}

/** A node that has answered once. The same, whichever runner runs it. */
export interface RunningNode {
  readonly name: string;
  readonly chainId: string;
  /** For instance `http://127.0.0.1:20000`. */
  readonly rpcUrl: string;
  /** Only where the node serves REST and gRPC. */
  readonly restUrl: string | undefined;
  readonly grpcAddress: string | undefined;
  readonly home: string;
  readonly logPath: string;
  /** Settles when the present process ends, in any way; `restart` makes a new one. */
  readonly exited: Promise<ExitInfo>;
  /** SIGTERM, a grace period, then SIGKILL. Nothing where the node has ended. */
  stop(options?: StopOptions): Promise<StopResult>;
  /** SIGKILL, as a crash would. */
  kill(): Promise<ExitInfo>;
  /** Freezes the node: it keeps its sockets and answers nothing. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /**
   * Cuts the node off from the chain's other nodes; its RPC stays reachable.
   * @throws TESTNET_FAULT_UNAVAILABLE where the topology does not ask for such faults
   */
  cutNetwork(): Promise<void>;
  /** Puts the node's links right again; its peers come back within some seconds. @throws as `cutNetwork` */
  healNetwork(): Promise<void>;
  /**
   * Stops the node where it runs, and starts it again on the same home and ports. A stock binary that was killed while
   * it committed its very first block cannot be restarted: it finds half of its genesis state written, and panics.
   * @throws as `startNode`
   */
  restart(options?: StartOptions): Promise<void>;
  /** Resolves with `home` once what is in it is what the node has: a container's is copied out. Stop the node before. */
  fetchHome(): Promise<string>;
  /** The error of a node that ended so: TESTNET_NODE_EXITED, or what its log and its disk say is behind that. */
  whyEnded(exit: ExitInfo): Promise<IcsError>;
  /** The error of a node that did not get this far in time, by default: to answer. As `whyEnded`. */
  whyNotReady(elapsedMs: number, missing?: string): Promise<IcsError>;
  /** The last lines of the log, at most `count`. */
  lastLogLines(count: number): Promise<readonly string[]>;
  /** Stops the node for good; idempotent. Its folder stays: that belongs to the workspace. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** How long a node may take to go. */
export interface StopOptions {
  /** Milliseconds between SIGTERM and SIGKILL. Default 5000. */
  readonly graceMs?: number;
}

/** How long a node may take to answer: `timeoutMs` defaults to 30,000. */
export interface StartOptions extends WaitOptions {
  readonly logger?: Logger | undefined;
  /** Told when a node that had answered ends without being asked to; asked for by `stop`, `kill`, `restart` or `close`. */
  readonly onNodeExit?: ((error: IcsError) => void) | undefined;
}

/** Runs nodes: as native processes or in containers. */
export interface NodeRunner {
  /**
   * Decides where a chain's nodes listen and how they reach one another, before their files are written.
   * @throws TESTNET_PORT_IN_USE
   */
  placeChain(chain: ChainToPlace): Promise<ChainPlacement>;
  /**
   * Runs the binary's `init`, so that its files are in the folder `home`, which exists.
   * @throws TESTNET_BINARY_FAILED, TESTNET_DISK_FULL
   */
  initHome(binary: NodeBinary, home: string): Promise<void>;
  /**
   * Starts a node and resolves when its RPC answers for the expected chain.
   * @throws TESTNET_NODE_EXITED where its process ends first, with any exit code
   * @throws TESTNET_NODE_NOT_READY where the time is over first
   * @throws TESTNET_PORT_IN_USE where it ended because one of its ports is taken
   * @throws TESTNET_BINARY_MISSING where the binary cannot be executed
   * @throws TESTNET_DISK_FULL where it ended, or hangs, because it has no room
   */
  startNode(spec: NodeSpec, options?: StartOptions): Promise<RunningNode>;
  /** Gives back whatever is left, once nodes are closed; where homes are kept, they are complete on this machine then. */
  close(options: { readonly keepHomes: boolean }): Promise<void>;
}
