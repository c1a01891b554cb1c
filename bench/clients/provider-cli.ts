import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { binaryEnvironment } from "../../testnet/binary-environment.ts";

/** What the command line needs of a testnet. */
export interface CliOptions {
  readonly binary: string;
  readonly rpcUrl: string;
  readonly chainId: string;
  readonly mnemonic: string;
  /** The account's place under the mnemonic. */
  readonly hdIndex: number;
  /** Coins for each transaction. */
  readonly fees: string;
}

/** A provider's own command line with one key, in a folder of its own. */
export class ProviderCli {
  readonly #options: CliOptions;
  readonly #home: string;

  private constructor(options: CliOptions, home: string) {
    this.#options = options;
    this.#home = home;
  }

  static async create(options: CliOptions): Promise<ProviderCli> {
    const cli = new ProviderCli(options, await mkdtemp(join(tmpdir(), "icskit-bench-cli-")));
    const key = ["keys", "add", "owner", "--recover", "--index", String(options.hdIndex), "--keyring-backend", "test"];
    // The words go through standard input: arguments can be read by every process.
    await cli.#run(key, `${options.mnemonic}\n`);
    return cli;
  }

  /** What `query provider` answers to one command. */
  query(...command: readonly string[]): Promise<unknown> {
    return this.#json(["query", "provider", ...command, "--node", this.#node]);
  }

  /** Hands in a transaction that creates a consumer; it is in no block yet. */
  async createConsumer(consumer: object): Promise<void> {
    const { chainId, fees } = this.#options;
    const file = join(this.#home, "consumer.json");
    await writeFile(file, JSON.stringify(consumer));
    const of = ["--from", "owner", "--keyring-backend", "test", "--chain-id", chainId, "--node", this.#node];
    const how = ["--gas", "300000", "--fees", fees, "--broadcast-mode", "sync", "--yes"];
    const answer = await this.#json(["tx", "provider", "create-consumer", file, ...of, ...how]);
    const { code, raw_log: log } = answer as { readonly code: number; readonly raw_log: string };
    if (code !== 0) throw new Error(`The command line's consumer was refused: ${log}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#home, { recursive: true, force: true });
  }

  get #node(): string {
    return this.#options.rpcUrl.replace(/^http/, "tcp");
  }

  async #json(command: readonly string[]): Promise<unknown> {
    return JSON.parse(await this.#run([...command, "--output", "json"]));
  }

  async #run(command: readonly string[], input = ""): Promise<string> {
    const child = spawn(this.#options.binary, [...command, "--home", this.#home], {
      env: binaryEnvironment(this.#home),
    });
    child.stdin.end(input);
    const [output, complaint, code] = await Promise.all([
      Array.fromAsync(child.stdout),
      Array.fromAsync(child.stderr),
      new Promise((resolve, reject) => child.on("close", resolve).on("error", reject)),
    ]);
    if (code === 0) return Buffer.concat(output).toString();
    throw new Error(`"${command.slice(0, 3).join(" ")}" ended with ${code}: ${Buffer.concat(complaint)}`);
  }
}
