import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findBinary, type Testnet } from "../../testnet/index.ts";

/** The provider's binary as a user at a terminal has it, with a keyring of its own in `home`. */
export class ChainCli {
  readonly home: string;
  readonly #path: string;
  readonly #net: Testnet;

  constructor(path: string, home: string, net: Testnet) {
    this.#path = path;
    this.home = home;
    this.#net = net;
  }

  /** With the keys of these accounts of the testnet. */
  static async create(net: Testnet, home: string, accounts: readonly string[]): Promise<ChainCli> {
    const cli = new ChainCli((await findBinary("pd")).path, home, net);
    for (const name of accounts) {
      const index = `${net.accounts.names.indexOf(name)}`;
      await cli.run(["keys", "add", name, "--recover", "--index", index], `${net.accounts.mnemonic}\n`);
    }
    return cli;
  }

  /** What a command writes on stdout. @throws Error with stderr where it fails */
  run(command: readonly string[], input = ""): Promise<string> {
    const keyring = ["keys", "tx"].includes(command[0] ?? "") ? ["--keyring-backend", "test"] : [];
    const isOnKeyring = !["encode", "decode", "broadcast"].includes(command[1] ?? "");
    const args = [...command, ...(isOnKeyring ? keyring : []), "--home", this.home];
    return new Promise((resolve, reject) => {
      const child = execFile(this.#path, args, { maxBuffer: 2 ** 24 }, (error, stdout, stderr) =>
        error ? reject(new Error(`${command.join(" ")} failed: ${stderr.trim().split("\n").at(-1)}`)) : resolve(stdout),
      );
      child.stdin?.end(input);
    });
  }

  /** A file with this text; resolves with its path. */
  async file(name: string, text: string): Promise<string> {
    const path = join(this.home, name);
    await writeFile(path, text);
    return path;
  }

  /** Signs a transaction file offline; resolves with the signed one. */
  sign(file: string, from: string, account: OfflineAccount, ...more: readonly string[]): Promise<string> {
    return this.run(["tx", "sign", file, "--from", from, ...this.#offline(account), ...more]);
  }

  /** Joins the members' signatures (files) into a signed transaction of the multisig key `name`. */
  multisign(file: string, name: string, parts: readonly string[], account: OfflineAccount): Promise<string> {
    return this.run(["tx", "multisign", file, name, ...parts, ...this.#offline(account)]);
  }

  #offline({ accountNumber, sequence }: OfflineAccount): string[] {
    const { chainId } = this.#net.provider.chain;
    return `--offline --chain-id ${chainId} --account-number ${accountNumber} --sequence ${sequence}`.split(" ");
  }
}

/** What a signer must be told who cannot ask the chain. */
export interface OfflineAccount {
  readonly accountNumber: number;
  readonly sequence: number;
}
