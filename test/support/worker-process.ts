import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { withDeadline } from "../../src/async/deadline.ts";
import type { LiveChains } from "./live-chains.ts";

const script = join(import.meta.dirname, "observer-worker-child.ts");
const running = new Set<ChildProcess>();

/** Ends every worker that a test has left behind, those that are asleep among them. */
export function killWorkers(): void {
  for (const child of running) child.kill("SIGKILL");
}

/** A block that a worker told to have kept: consumer, chain and height. */
export type KeptBlock = readonly [consumerId: string, chain: string, height: string];

/** `runObserverWorker` in a process of its own, with what it told. */
export class WorkerProcess {
  readonly kept: KeptBlock[] = [];
  readonly failures: unknown[] = [];
  readonly exit: Promise<number | null>;
  readonly #child: ChildProcess;
  #share: readonly string[] = [];
  #wake = Promise.withResolvers<void>();

  constructor(connectionString: string, chains: LiveChains) {
    const env = { ...process.env, STORE: connectionString, CHAINS: JSON.stringify(chains) };
    const child = spawn(process.execPath, [script], { env, stdio: ["ignore", "pipe", "inherit"] });
    this.#child = child;
    running.add(child);
    createInterface({ input: child.stdout }).on("line", (line) => this.#read(JSON.parse(line)));
    this.exit = new Promise((resolve) =>
      child.once("close", (code) => {
        running.delete(child);
        resolve(code);
        this.#notify();
      }),
    );
  }

  /** The consumers that it follows. */
  get share(): readonly string[] {
    return this.#share;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Resolves once it follows so many consumers. */
  holds(count: number, timeoutMs = 90_000): Promise<void> {
    const what = `worker ${this.#child.pid} to follow ${count} consumers`;
    const lastSeen = (): string => `${this.#share.length}`;
    return withDeadline(what, { timeoutMs, lastSeen }, async () => {
      while (this.#share.length !== count) {
        if (!running.has(this.#child)) throw new Error(`${what}: it has ended`);
        await this.#wake.promise;
      }
    });
  }

  #read([kind, ...rest]: readonly [string, ...unknown[]]): void {
    if (kind === "block") this.kept.push(rest as unknown as KeptBlock);
    else if (kind === "share") this.#share = rest[0] as string[];
    else if (kind === "failure" || kind === "error") this.failures.push(rest);
    this.#notify();
  }

  #notify(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }
}
