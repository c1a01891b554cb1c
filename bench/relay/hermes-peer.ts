import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Reaper } from "../../testnet/runner/reaper.ts";
import { HermesSetup } from "./hermes-setup.ts";
import type { Peer, PeerAccount, PeerChain, PeerConnection, PeerPath, Usage } from "./peer.ts";
import { PeerProcess } from "./peer-process.ts";

/** What a run of Hermes is made from. */
export interface HermesPeerOptions {
  readonly binary: string;
  /** A folder for its configuration, keys and log. */
  readonly folder: string;
  readonly path: PeerPath;
  readonly account: PeerAccount;
  readonly reaper: Reaper;
}

/** Hermes with the configuration that icskit writes for it, on the clients of the launch. */
export class HermesPeer implements Peer {
  readonly name = "hermes";
  readonly #options: HermesPeerOptions;
  readonly #setup: HermesSetup;
  #running: PeerProcess | undefined;

  private constructor(options: HermesPeerOptions, setup: HermesSetup) {
    this.#options = options;
    this.#setup = setup;
  }

  /** Writes its configuration and keys. */
  static async create(options: HermesPeerOptions, signal: AbortSignal): Promise<HermesPeer> {
    await using held = new AsyncDisposableStack();
    const setup = held.use(await HermesSetup.connect(options.path, options.account));
    const peer = new HermesPeer(options, setup);
    await peer.#configure();
    await peer.#addKeys(signal);
    held.move();
    return peer;
  }

  async start(signal: AbortSignal, connection?: PeerConnection): Promise<void> {
    if (connection === undefined) await this.#openChannels(signal);
    await this.#configure();
    this.#running = await PeerProcess.start(this.#command(["start"]));
  }

  usage(): Promise<Usage> {
    if (this.#running === undefined) throw new TypeError("Hermes is asked for its usage before it runs");
    return this.#running.usage();
  }

  async close(): Promise<void> {
    await this.#running?.stop();
    await this.#setup[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Its command for the channel ends with the CCV channel; the consumer has begun the transfer channel by then. */
  async #openChannels(signal: AbortSignal): Promise<void> {
    const { provider, consumer } = this.#options.path;
    const clients = ["--a-client", consumer.clientId, "--b-client", provider.clientId];
    await this.#run(["create", "connection", "--a-chain", consumer.chainId, ...clients], signal);
    const { connectionIdOnConsumer, connectionIdOnProvider } = await this.#setup.connection();
    const on = ["--a-chain", consumer.chainId, "--a-connection", connectionIdOnConsumer];
    const ports = ["--a-port", "consumer", "--b-port", "provider", "--order", "ordered", "--channel-version", "1"];
    await this.#run(["create", "channel", ...on, ...ports], signal);
    const onConsumer = await this.#setup.transferChannel("consumer", connectionIdOnConsumer);
    const toProvider = transferStep(consumer, provider, connectionIdOnProvider, ["--src-channel", onConsumer]);
    await this.#run(["tx", "chan-open-try", ...toProvider], signal);
    const onProvider = await this.#setup.transferChannel("provider", connectionIdOnProvider);
    const ends = ["--dst-channel", onConsumer, "--src-channel", onProvider];
    await this.#run(["tx", "chan-open-ack", ...transferStep(provider, consumer, connectionIdOnConsumer, ends)], signal);
    await this.#run(["tx", "chan-open-confirm", ...toProvider, "--dst-channel", onProvider], signal);
  }

  #run(args: readonly string[], signal: AbortSignal): Promise<void> {
    return PeerProcess.run(this.#command(args), signal);
  }

  #command(args: readonly string[]) {
    const { binary, folder, reaper } = this.#options;
    return { binary, args: ["--config", this.#configPath, ...args], logPath: join(folder, "hermes.log"), reaper };
  }

  get #configPath(): string {
    return join(this.#options.folder, "config.toml");
  }

  async #configure(): Promise<void> {
    await writeFile(this.#configPath, await this.#setup.configuration(join(this.#options.folder, "keys")));
  }

  /** Hermes takes words from a file only; it is gone afterwards. */
  async #addKeys(signal: AbortSignal): Promise<void> {
    const { folder, account, path } = this.#options;
    const words = join(folder, "words");
    await writeFile(words, account.mnemonic, { mode: 0o600 });
    try {
      for (const { chainId } of [path.provider, path.consumer]) {
        const key = ["--mnemonic-file", words, "--hd-path", `m/44'/118'/0'/0/${account.hdIndex}`];
        await this.#run(["keys", "add", "--chain", chainId, ...key], signal);
      }
    } finally {
      await rm(words, { force: true });
    }
  }
}

function transferStep(from: PeerChain, to: PeerChain, connectionId: string, ends: readonly string[]): string[] {
  const chains = ["--dst-chain", to.chainId, "--src-chain", from.chainId, "--dst-connection", connectionId];
  return [...chains, "--dst-port", "transfer", "--src-port", "transfer", ...ends];
}
