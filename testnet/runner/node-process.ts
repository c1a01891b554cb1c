import { type ChildProcess, spawn } from "node:child_process";
import { open } from "node:fs/promises";
import { errorMessage, IcsError } from "../../src/index.ts";
import { binaryEnvironment } from "../binary-environment.ts";
import { withRoom } from "../disk-full.ts";
import type { NodeRun } from "./node-run.ts";
import type { Reaper } from "./reaper.ts";
import type { ExitInfo, NodeSpec } from "./runner.ts";

/** One run of a node as a process of this machine. */
export class NodeProcess implements NodeRun {
  readonly exited: Promise<ExitInfo>;
  readonly #child: ChildProcess;
  #exit: ExitInfo | undefined;

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
   * @throws TESTNET_BINARY_MISSING where it cannot be executed; TESTNET_DISK_FULL where there is no room for its log
   */
  static async start(spec: NodeSpec, reaper: Reaper): Promise<NodeProcess> {
    await using log = await withRoom(spec.name, spec.home, () => open(spec.logPath, "a"));
    const child = spawn(spec.binary, ["start", "--home", spec.home, ...(spec.startFlags ?? [])], {
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

  get exit(): ExitInfo | undefined {
    return this.#exit;
  }

  /** To the whole process group. */
  async signal(signal: "SIGTERM" | "SIGKILL"): Promise<boolean> {
    return this.#send(signal);
  }

  async pause(): Promise<void> {
    this.#send("SIGSTOP");
  }

  async resume(): Promise<void> {
    this.#send("SIGCONT");
  }

  #send(signal: NodeJS.Signals): boolean {
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
}
