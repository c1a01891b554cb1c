import { type ChildProcess, spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Testnet } from "../../testnet/index.ts";

/** A line that `icskit relay --json` wrote. */
export type RelayLine = Readonly<Record<string, unknown>> & { readonly event: string; readonly path?: string };

const main = join(import.meta.dirname, "../../src/cli/main.ts");

/** The HD path of a testnet's account. */
export function accountHdPath(net: Testnet, name: string): string {
  return `m/44'/118'/0'/0/${net.accounts.names.indexOf(name)}`;
}

const running = new Set<ChildProcess>();

/** Ends every child that a test has left behind: a failed one must not keep Jest waiting. */
export function killRelayChildren(): void {
  for (const child of running) child.kill("SIGKILL");
}

/** `icskit` as a child process, with what it wrote. */
export class RelayChild {
  readonly process: ChildProcess;
  readonly lines: RelayLine[] = [];
  readonly exitCode: Promise<number | null>;
  #stderr = "";
  #stdout = "";
  /** Its end is known before its last lines are. */
  #isClosed = false;
  readonly #waiters = new Set<() => void>();

  constructor(
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
    options: { readonly json?: boolean; readonly script?: string } = {},
  ) {
    const child = spawn(process.execPath, [options.script ?? main, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...environment },
    });
    this.process = child;
    running.add(child);
    child.stderr.on("data", (chunk) => {
      this.#stderr += String(chunk);
    });
    createInterface({ input: child.stdout }).on("line", (line) => {
      this.#stdout += `${line}\n`;
      if (options.json ?? true) this.lines.push(JSON.parse(line));
      for (const wake of this.#waiters) wake();
    });
    this.exitCode = new Promise((resolve) =>
      child.once("close", (code) => {
        running.delete(child);
        this.#isClosed = true;
        resolve(code);
        for (const wake of this.#waiters) wake();
      }),
    );
  }

  get stdout(): string {
    return this.#stdout;
  }

  get stderr(): string {
    return this.#stderr;
  }

  /** The first line that passes, of those written already or to come. Rejects when the child ends without one. */
  async until(passes: (line: RelayLine) => boolean): Promise<RelayLine> {
    for (;;) {
      const found = this.lines.find(passes);
      if (found) return found;
      if (this.#isClosed) {
        throw new Error(`The relayer ended (${this.process.exitCode ?? this.process.signalCode}): ${this.#stderr}`);
      }
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.#waiters.delete(wake);
          resolve();
        };
        this.#waiters.add(wake);
      });
    }
  }
}

/** A configuration as it is written. */
export interface WrittenConfig {
  readonly provider: Readonly<Record<string, unknown>>;
  readonly consumers: readonly Readonly<Record<string, unknown>>[];
}

/** Writes a configuration for the consumers of a testnet that have started; resolves with its path. */
export async function writeRelayConfig(
  net: Testnet,
  path: string,
  change: (config: WrittenConfig) => WrittenConfig = (config) => config,
): Promise<string> {
  const { chain } = net.provider;
  const config = change({
    provider: {
      rpc: chain.rpcUrl,
      chainId: chain.chainId,
      gasPrice: chain.gasPrice,
      key: { env: "ICSKIT_KEY_RELAYER", hdPath: accountHdPath(net, "relayer") },
    },
    consumers: net.consumers.map(({ chain, consumerId }) => ({
      rpc: chain.rpcUrl,
      consumerId,
      gasPrice: chain.gasPrice,
    })),
  });
  await writeFile(path, JSON.stringify(config, undefined, 2));
  return path;
}

/** The environment that such a configuration needs. */
export function relayEnvironment(net: Testnet): Record<string, string> {
  return { ICSKIT_KEY_RELAYER: net.accounts.mnemonic };
}
