import { type ChildProcess, spawn } from "node:child_process";
import { open } from "node:fs/promises";
import { errorMessage, IcsError } from "../../src/index.ts";
import { binaryEnvironment } from "../binary-environment.ts";
import type { Reaper } from "./reaper.ts";
import type { ExitInfo, NodeSpec, StopResult } from "./runner.ts";

/** One run of a node's process: from its start to its end. */
export class NodeProcess {
  readonly exited: Promise<ExitInfo>;
  readonly #child: ChildProcess;
  #exit: ExitInfo | undefined;
  #asked = false;

  private constructor(child: ChildProcess, reaper: Reaper) {
    this.#child = child;
    const pid = this.pid;
    reaper.add(pid);
    this.exited = new Promise((resolve) => {
      child.once("exit", (exitCode, signal) => {
        this.#exit = { exitCode, signal };
        reaper.remove(pid);
        resolve(this.#exit);
      });
    });
  }

  /**
   * Starts the binary in a process group of its own, so that a terminal's Ctrl-C reaches only the parent. Its output
   * goes straight to the log file.
   * @throws TESTNET_BINARY_MISSING where it cannot be executed
   */
  static async start(spec: NodeSpec, reaper: Reaper): Promise<NodeProcess> {
    await using log = await open(spec.logPath, "a");
    const child = spawn(spec.binary, ["start", "--home", spec.home], {
      detached: true,
      env: binaryEnvironment(spec.home),
      stdio: ["ignore", log.fd, log.fd],
    });
    if (child.pid === undefined) {
      const cause = await new Promise<Error>((resolve) => child.once("error", resolve));
      throw new IcsError(
        "TESTNET_BINARY_MISSING",
        `${spec.name}: ${spec.binary} cannot be executed (${errorMessage(cause)})\n` +
          'Run "icskit doctor" to see what is missing.',
        { path: spec.binary },
        { cause },
      );
    }
    return new NodeProcess(child, reaper);
  }

  get pid(): number {
    return this.#child.pid ?? Number.NaN;
  }

  /** How the process ended; undefined while it runs. */
  get exit(): ExitInfo | undefined {
    return this.#exit;
  }

  /** True from the moment on in which its end was asked for. */
  get asked(): boolean {
    return this.#asked;
  }

  /** SIGKILL. */
  async kill(): Promise<ExitInfo> {
    this.#asked = true;
    this.signal("SIGKILL");
    return this.exited;
  }

  /** Sends a signal to the whole process group; false where it has ended. */
  signal(signal: NodeJS.Signals): boolean {
    if (this.#exit) return false;
    try {
      process.kill(-this.pid, signal);
      return true;
    } catch (error) {
      // Ended already, and only the exit event is still to come.
      if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
      throw error;
    }
  }

  /** SIGTERM (and SIGCONT, for a paused process), then SIGKILL after `graceMs`. */
  async stop(graceMs: number): Promise<StopResult> {
    this.#asked = true;
    if (this.#exit) return { ...this.#exit, how: "already-exited" };
    this.signal("SIGTERM");
    this.signal("SIGCONT");
    let forced = false;
    const timer = setTimeout(() => {
      forced = this.signal("SIGKILL");
    }, graceMs);
    try {
      const exit = await this.exited;
      return { ...exit, how: forced ? "killed" : "terminated" };
    } finally {
      clearTimeout(timer);
    }
  }
}
