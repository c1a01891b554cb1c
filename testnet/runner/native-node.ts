import { type IcsError, sleep } from "../../src/index.ts";
import { readLastLines } from "./log-tail.ts";
import { nodeExited, nodeNotReady, portTaken } from "./node-errors.ts";
import { NodeProcess } from "./node-process.ts";
import type { Reaper } from "./reaper.ts";
import { answersRest, type NodeStatus, readStatus } from "./rpc-status.ts";
import type { ExitInfo, NodeSpec, RunningNode, StartOptions, StopOptions, StopResult } from "./runner.ts";

const defaultGraceMs = 5_000;
const defaultStartMs = 30_000;
const pollMs = 20;

/** A node as a native process. Made by the process runner, which hands it out only once it has answered. */
export class NativeNode implements RunningNode {
  readonly #spec: NodeSpec;
  readonly #reaper: Reaper;
  #process: NodeProcess | undefined;
  #onNodeExit: StartOptions["onNodeExit"];

  constructor(spec: NodeSpec, reaper: Reaper) {
    this.#spec = spec;
    this.#reaper = reaper;
  }

  get name(): string {
    return this.#spec.name;
  }

  get chainId(): string {
    return this.#spec.chainId;
  }

  get rpcUrl(): string {
    return `http://127.0.0.1:${this.#spec.ports.rpc}`;
  }

  get restUrl(): string | undefined {
    const { api } = this.#spec.ports;
    return api && `http://127.0.0.1:${api.rest}`;
  }

  get grpcAddress(): string | undefined {
    const { api } = this.#spec.ports;
    return api && `127.0.0.1:${api.grpc}`;
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

  /** Starts the process and waits until it answers; ends it again where it does not. */
  async start(options: StartOptions): Promise<void> {
    options.signal?.throwIfAborted();
    this.#onNodeExit = options.onNodeExit ?? this.#onNodeExit;
    const started = performance.now();
    const running = await NodeProcess.start(this.#spec, this.#reaper);
    this.#process = running;
    try {
      await this.#ready(running, options, started);
      options.logger?.debug("node answers", { node: this.name, elapsedMs: Math.round(performance.now() - started) });
    } catch (error) {
      await running.stop(defaultGraceMs);
      throw error;
    }
    void running.exited.then(async (exit) => {
      if (!running.asked) this.#onNodeExit?.(await this.#exitError(exit));
    });
  }

  stop({ graceMs = defaultGraceMs }: StopOptions = {}): Promise<StopResult> {
    return this.#current.stop(graceMs);
  }

  kill(): Promise<ExitInfo> {
    return this.#current.kill();
  }

  pause(): void {
    this.#current.signal("SIGSTOP");
  }

  resume(): void {
    this.#current.signal("SIGCONT");
  }

  async restart(options: StartOptions = {}): Promise<void> {
    await this.stop();
    await this.start(options);
  }

  lastLogLines(count: number): Promise<readonly string[]> {
    return readLastLines(this.logPath, count);
  }

  async close(): Promise<void> {
    await this.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  get #current(): NodeProcess {
    if (!this.#process) throw new TypeError("A node is handed out only once it was started");
    return this.#process;
  }

  /** Readiness, the end of the process and the deadline race: the first one decides. */
  async #ready(running: NodeProcess, options: StartOptions, started: number): Promise<void> {
    const { signal, timeoutMs = defaultStartMs } = options;
    const expired = AbortSignal.timeout(timeoutMs);
    const ended = new AbortController();
    void running.exited.then(() => ended.abort());
    const stop = AbortSignal.any([expired, ended.signal, ...(signal ? [signal] : [])]);
    try {
      while (!this.#isMe(await readStatus(this.rpcUrl, stop))) await sleep(pollMs, stop);
      // The SDK opens gRPC and REST after CometBFT's RPC, and REST fails until it has reached gRPC.
      while (this.restUrl !== undefined && !(await answersRest(this.restUrl, stop))) await sleep(pollMs, stop);
    } catch (error) {
      signal?.throwIfAborted();
      if (running.exit) throw await this.#exitError(running.exit);
      if (!expired.aborted) throw error;
      const lines = await this.lastLogLines(20);
      throw nodeNotReady(this.#spec, Math.round(performance.now() - started), lines);
    }
  }

  #isMe(status: NodeStatus | undefined): boolean {
    return status?.chainId === this.#spec.chainId && status.nodeId === this.#spec.nodeId;
  }

  async #exitError(exit: ExitInfo): Promise<IcsError> {
    const lines = await this.lastLogLines(400);
    return portTaken(this.#spec, lines.slice(-20)) ?? nodeExited(this.#spec, exit, lines);
  }
}
