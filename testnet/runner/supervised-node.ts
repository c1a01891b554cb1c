import { type IcsError, sleep } from "../../src/index.ts";
import { readLastLines } from "./log-tail.ts";
import { faultUnavailable, nodeExited, nodeNotReady, portTaken } from "./node-errors.ts";
import { type NodeRun, stopRun } from "./node-run.ts";
import { answersRest, type NodeStatus, readStatus } from "./rpc-status.ts";
import type { ExitInfo, NodeSpec, RunningNode, StartOptions, StopOptions, StopResult } from "./runner.ts";

const defaultGraceMs = 5_000;
const defaultStartMs = 30_000;
const pollMs = 20;

/** A node's end or silence, with the last lines of its log. */
export type NodeFailure = ReturnType<typeof nodeExited> | ReturnType<typeof nodeNotReady>;

/** What a runner does for one of its nodes. */
export interface NodeHost {
  /** Starts the node on its home. */
  launch(spec: NodeSpec): Promise<NodeRun>;
  /** The node's links to its peers; undefined where they cannot be cut. */
  readonly links: NodeLinks | undefined;
  /** Brings the node's home on this machine up to date, where the node has one of its own. */
  readonly copyHome?: () => Promise<void>;
  /** Leaves the node running where it is to outlive this process: resolves with true then. Default: it is stopped. */
  readonly release?: () => Promise<boolean>;
  /** What is behind a node's end, or its silence, where this runner can tell. */
  readonly explain?: (error: NodeFailure) => Promise<IcsError | undefined>;
}

/** A node's links to its peers. */
export interface NodeLinks {
  cut(): Promise<void>;
  heal(): Promise<void>;
}

/** A node whose readiness and end are watched, whatever runs it. Runners hand it out only once it has answered. */
export class SupervisedNode implements RunningNode {
  readonly #spec: NodeSpec;
  readonly #host: NodeHost;
  #run: NodeRun | undefined;
  #asked = new WeakSet<NodeRun>();
  #onNodeExit: StartOptions["onNodeExit"];

  private constructor(spec: NodeSpec, host: NodeHost) {
    this.#spec = spec;
    this.#host = host;
  }

  /** Starts a node and waits until it answers. @throws as `NodeRunner.startNode` */
  static async start(spec: NodeSpec, host: NodeHost, options: StartOptions): Promise<SupervisedNode> {
    const node = new SupervisedNode(spec, host);
    await node.#start(options);
    return node;
  }

  get name(): string {
    return this.#spec.name;
  }

  get chainId(): string {
    return this.#spec.chainId;
  }

  get rpcUrl(): string {
    return `http://${this.#address(this.#spec.placement.outside.ports.rpc)}`;
  }

  get restUrl(): string | undefined {
    const { api } = this.#spec.placement.outside.ports;
    return api && `http://${this.#address(api.rest)}`;
  }

  get grpcAddress(): string | undefined {
    const { api } = this.#spec.placement.outside.ports;
    return api && this.#address(api.grpc);
  }

  get home(): string {
    return this.#spec.home;
  }

  get logPath(): string {
    return this.#spec.logPath;
  }

  get exited(): Promise<ExitInfo> {
    return this.#current.exited;
  }

  stop({ graceMs = defaultGraceMs }: StopOptions = {}): Promise<StopResult> {
    return this.#stop(this.#current, graceMs);
  }

  async kill(): Promise<ExitInfo> {
    const run = this.#current;
    this.#asked.add(run);
    await run.signal("SIGKILL");
    return run.exited;
  }

  pause(): Promise<void> {
    return this.#current.pause();
  }

  resume(): Promise<void> {
    return this.#current.resume();
  }

  cutNetwork(): Promise<void> {
    return this.#links("be cut off from its peers").cut();
  }

  healNetwork(): Promise<void> {
    return this.#links("be joined with its peers again").heal();
  }

  async restart(options: StartOptions = {}): Promise<void> {
    await this.stop();
    await this.#start(options);
  }

  async fetchHome(): Promise<string> {
    await this.#host.copyHome?.();
    return this.home;
  }

  lastLogLines(count: number): Promise<readonly string[]> {
    return readLastLines(this.logPath, count);
  }

  async whyEnded(exit: ExitInfo): Promise<IcsError> {
    const error = nodeExited(this.#spec, exit, await this.lastLogLines(400));
    return (await this.#host.explain?.(error)) ?? portTaken(this.#spec, error.context.lastLines) ?? error;
  }

  async whyNotReady(elapsedMs: number, missing?: string): Promise<IcsError> {
    const error = nodeNotReady(this.#spec, elapsedMs, await this.lastLogLines(20), missing);
    return (await this.#host.explain?.(error)) ?? error;
  }

  async close(): Promise<void> {
    const released = await this.#host.release?.();
    if (!released) await this.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  get #current(): NodeRun {
    if (!this.#run) throw new TypeError("A node is handed out only once it was started");
    return this.#run;
  }

  #address(port: number): string {
    return `${this.#spec.placement.outside.host}:${port}`;
  }

  #links(what: string): NodeLinks {
    const { links } = this.#host;
    if (!links) throw faultUnavailable(this.name, what);
    return links;
  }

  #stop(run: NodeRun, graceMs: number): Promise<StopResult> {
    this.#asked.add(run);
    return stopRun(run, graceMs);
  }

  /** Starts the node and waits until it answers; ends it again where it does not. */
  async #start(options: StartOptions): Promise<void> {
    options.signal?.throwIfAborted();
    this.#onNodeExit = options.onNodeExit ?? this.#onNodeExit;
    const started = performance.now();
    const run = await this.#host.launch(this.#spec);
    this.#run = run;
    try {
      await this.#ready(run, options, started);
      options.logger?.debug("node answers", { node: this.name, elapsedMs: Math.round(performance.now() - started) });
    } catch (error) {
      await this.#stop(run, defaultGraceMs);
      throw error;
    }
    void run.exited.then(async (exit) => {
      if (!this.#asked.has(run)) this.#onNodeExit?.(await this.whyEnded(exit));
    });
  }

  /** Readiness, the end of the process and the deadline race: the first one decides. */
  async #ready(run: NodeRun, options: StartOptions, started: number): Promise<void> {
    const { signal, timeoutMs = defaultStartMs } = options;
    const expired = AbortSignal.timeout(timeoutMs);
    const ended = new AbortController();
    void run.exited.then(() => ended.abort());
    const stop = AbortSignal.any([expired, ended.signal, ...(signal ? [signal] : [])]);
    try {
      while (!this.#isMe(await readStatus(this.rpcUrl, stop))) await sleep(pollMs, stop);
      // The SDK opens gRPC and REST after CometBFT's RPC, and REST fails until it has reached gRPC.
      while (this.restUrl !== undefined && !(await answersRest(this.restUrl, stop))) await sleep(pollMs, stop);
    } catch (error) {
      signal?.throwIfAborted();
      if (run.exit) throw await this.whyEnded(run.exit);
      if (!expired.aborted) throw error;
      throw await this.whyNotReady(Math.round(performance.now() - started));
    }
  }

  #isMe(status: NodeStatus | undefined): boolean {
    return status?.chainId === this.#spec.chainId && status.nodeId === this.#spec.nodeId;
  }
}
