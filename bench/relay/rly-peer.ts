import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findBinary } from "../../testnet/index.ts";
import type { Reaper } from "../../testnet/runner/reaper.ts";
import type { Peer, PeerAccount, PeerChain, PeerConnection, PeerPath, Usage } from "./peer.ts";
import { PeerProcess } from "./peer-process.ts";

/** What a run of rly is made from. */
export interface RlyPeerOptions {
  readonly binary: string;
  /** A folder for its home and log. */
  readonly folder: string;
  readonly path: PeerPath;
  readonly account: PeerAccount;
  readonly reaper: Reaper;
  /** How often it asks for new blocks, as Go writes durations; default its own, which is 1 s. */
  readonly minLoopDuration?: string;
}

const pathName = "ccv";
const keyName = "relayer";

/** rly with the configuration that its documentation gives, on the clients of the launch. */
export class RlyPeer implements Peer {
  readonly name = "rly";
  readonly #options: RlyPeerOptions;
  #running: PeerProcess | undefined;

  private constructor(options: RlyPeerOptions) {
    this.#options = options;
  }

  /** Writes its home: configuration and keys. */
  static async create(options: RlyPeerOptions, signal: AbortSignal): Promise<RlyPeer> {
    const peer = new RlyPeer(options);
    await peer.#configure();
    for (const chain of [options.path.provider, options.path.consumer]) await peer.#restoreKey(chain, signal);
    return peer;
  }

  /** Its command for the channel ends when the CCV channel is open; the transfer channel is finished while it relays. */
  async start(signal: AbortSignal, connection?: PeerConnection): Promise<void> {
    if (connection === undefined) {
      await this.#run(["transact", "connection", pathName], signal);
      const channel = ["--src-port", "consumer", "--dst-port", "provider", "--order", "ordered", "--version", "1"];
      await this.#run(["transact", "channel", pathName, ...channel], signal);
    } else {
      await this.#configure(connection);
    }
    this.#running = await PeerProcess.start(this.#command(["start", pathName]));
  }

  usage(): Promise<Usage> {
    if (this.#running === undefined) throw new TypeError("rly is asked for its usage before it runs");
    return this.#running.usage();
  }

  async close(): Promise<void> {
    await this.#running?.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #run(args: readonly string[], signal: AbortSignal): Promise<void> {
    return PeerProcess.run(this.#command(args), signal);
  }

  #command(args: readonly string[]) {
    const { binary, folder, reaper } = this.#options;
    return { binary, args: [...args, "--home", folder], logPath: join(folder, "rly.log"), reaper };
  }

  /** JSON is YAML too. */
  async #configure(connection?: PeerConnection): Promise<void> {
    const { folder, path } = this.#options;
    const { provider, consumer } = path;
    const end = (chain: PeerChain, connectionId: string | undefined) => ({
      "chain-id": chain.chainId,
      "client-id": chain.clientId,
      ...(connectionId !== undefined && { "connection-id": connectionId }),
    });
    const config = {
      global: { timeout: "10s", memo: "", "light-cache-size": 20, "log-level": "info", "max-receiver-size": 150 },
      chains: Object.fromEntries([provider, consumer].map((chain) => [chain.chainId, this.#chain(chain)])),
      paths: {
        [pathName]: {
          src: end(consumer, connection?.connectionIdOnConsumer),
          dst: end(provider, connection?.connectionIdOnProvider),
          "src-channel-filter": { rule: "", "channel-list": [] },
        },
      },
    };
    await mkdir(join(folder, "config"), { recursive: true });
    await writeFile(join(folder, "config", "config.yaml"), JSON.stringify(config, undefined, 2));
  }

  #chain({ chainId, rpcUrl, addressPrefix, gasPrice }: PeerChain) {
    const { minLoopDuration } = this.#options;
    const value = {
      key: keyName,
      "chain-id": chainId,
      "rpc-addr": rpcUrl,
      "account-prefix": addressPrefix,
      "keyring-backend": "test",
      "gas-adjustment": 1.5,
      "gas-prices": gasPrice,
      "min-gas-amount": 0,
      "max-gas-amount": 0,
      debug: false,
      timeout: "20s",
      "block-timeout": "",
      "output-format": "json",
      "sign-mode": "direct",
      "coin-type": 118,
      "signing-algorithm": "",
      "broadcast-mode": "batch",
      ...(minLoopDuration !== undefined && { "min-loop-duration": minLoopDuration }),
    };
    return { type: "cosmos", value };
  }

  /** rly takes words as an argument only, where every process sees them; its keyring is the SDK's, so a chain writes it. */
  async #restoreKey(chain: PeerChain, signal: AbortSignal): Promise<void> {
    const { folder, account, reaper } = this.#options;
    const binary = (await findBinary("pd", { signal })).path;
    const keys = join(folder, "keys", chain.chainId);
    const args = ["keys", "add", keyName, "--recover", "--keyring-backend", "test", "--keyring-dir", keys];
    const index = ["--index", String(account.hdIndex), "--home", join(folder, "keyring-home")];
    await PeerProcess.run(
      { binary, args: [...args, ...index], logPath: join(folder, "keys.log"), reaper, input: `${account.mnemonic}\n` },
      signal,
    );
  }
}
