import type { IcsError, Logger, WaitOptions } from "../../src/index.ts";
import type { NodePorts } from "../node/node-ports.ts";

/** What it takes to run one node; its home folder is complete. */
export interface NodeSpec {
  /** For instance `provider-1/validator-0`. */
  readonly name: string;
  readonly chainId: string;
  /** The node's P2P id; what answers with another one is not this node. */
  readonly nodeId: string;
  /** Path of the binary. */
  readonly binary: string;
  readonly home: string;
  readonly ports: NodePorts;
  /** Stdout and stderr of the node are appended here. */
  readonly logPath: string;
}

/** How a node's process ended. */
export interface ExitInfo {
  /** Null where a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: string | null;
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
  pause(): void;
  resume(): void;
  /**
   * Stops the node where it runs, and starts it again on the same home and ports. A stock binary that was killed while
   * it committed its very first block cannot be restarted: it finds half of its genesis state written, and panics.
   * @throws as `startNode`
   */
  restart(options?: StartOptions): Promise<void>;
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
   * Starts a node and resolves when its RPC answers for the expected chain.
   * @throws TESTNET_NODE_EXITED where its process ends first, with any exit code
   * @throws TESTNET_NODE_NOT_READY where the time is over first
   * @throws TESTNET_PORT_IN_USE where it ended because one of its ports is taken
   * @throws TESTNET_BINARY_MISSING where the binary cannot be executed
   */
  startNode(spec: NodeSpec, options?: StartOptions): Promise<RunningNode>;
}
