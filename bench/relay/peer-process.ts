import { type ChildProcess, execFile, spawn } from "node:child_process";
import { open, readFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { Reaper } from "../../testnet/runner/reaper.ts";
import type { Usage } from "./peer.ts";

/** What a command of another relayer runs in. */
export interface PeerProcessOptions {
  readonly binary: string;
  readonly args: readonly string[];
  /** Output goes to the end of this file. */
  readonly logPath: string;
  /** Ends the process should this one die. */
  readonly reaper: Reaper;
  /** Written to the process's standard input: the place for secrets. */
  readonly input?: string;
}

/** One process of another relayer, in a process group of its own. */
export class PeerProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<number | null>;

  private constructor(child: ChildProcess, exited: Promise<number | null>) {
    this.#child = child;
    this.#exited = exited;
  }

  static async start({ binary, args, logPath, reaper, input }: PeerProcessOptions): Promise<PeerProcess> {
    await using log = await open(logPath, "a");
    const child = spawn(binary, args, { detached: true, stdio: ["pipe", log.fd, log.fd] });
    const exited = new Promise<number | null>((resolve, reject) => {
      child.once("exit", (code) => resolve(code)).once("error", reject);
    });
    exited.catch(() => undefined); // Told by whoever waits for the end.
    child.stdin?.end(input);
    const { pid } = child;
    if (pid !== undefined) {
      reaper.add(pid);
      void exited.finally(() => reaper.remove(pid)).catch(() => undefined);
    }
    return new PeerProcess(child, exited);
  }

  /** Runs a command to its end. @throws Error with the end of its log where it fails */
  static async run(options: PeerProcessOptions, signal: AbortSignal): Promise<void> {
    const running = await PeerProcess.start(options);
    const onAbort = (): void => void running.stop();
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      const code = await running.#exited;
      signal.throwIfAborted();
      if (code === 0) return;
      const tail = (await readFile(options.logPath, "utf8")).split("\n").slice(-15).join("\n");
      throw new Error(`${options.binary} ${options.args[0]} ${options.args[1]} failed with exit code ${code}\n${tail}`);
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  /** Processor time with a resolution of a second, and resident memory. */
  async usage(): Promise<Usage> {
    const { stdout } = await promisify(execFile)("ps", ["-o", "rss=,cputimes=", "-p", String(this.#child.pid)]);
    const [rssKiB = 0, cpuSeconds = 0] = stdout.trim().split(/\s+/).map(Number);
    return { cpuSeconds, rssMiB: Math.round(rssKiB / 1024) };
  }

  /** SIGTERM, and SIGKILL where that is not obeyed within five seconds. Idempotent. */
  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), 5_000);
    await this.#exited.catch(() => undefined).finally(() => clearTimeout(timer));
  }
}
