import { Registry } from "@cosmjs/proto-signing";
import { defaultRegistryTypes, GasPrice } from "@cosmjs/stargate";
import {
  type ChannelPair,
  connectChain,
  connectRelayPath,
  createSigningProviderClient,
  jsonText,
  type Logger,
  type RelayPacketsOptions,
  type RelayPath,
  relayPackets,
  sentinelName,
  TxSender,
} from "../../src/index.ts";
import type { Testnet, TestnetConsumer } from "../../testnet/index.ts";
import { FaultProxy } from "./fault-proxy.ts";

/** Notices a websocket that says nothing within a second. */
export const quickTiming = { pollWithoutWebsocketMs: 100, pollWithWebsocketMs: 400, reconnectMs: 200 };

/** How a relayer of its own goes about. */
export interface ProxiedPathOptions {
  /** The account that pays on both chains. Default `relayer`. */
  readonly account?: string;
}

/** Lines of the log that a failure shows. */
const SHOWN_LINES = 40;

/** A relay path with connections and an account of its own, through a proxy in front of a node of each chain. */
export class ProxiedPath {
  /** What the connections and the relaying logged. */
  readonly log: string[];
  /** Writes into that. */
  readonly logger: Logger;
  readonly path: RelayPath;
  readonly provider: FaultProxy;
  readonly consumer: FaultProxy;

  private constructor(path: RelayPath, proxies: readonly [FaultProxy, FaultProxy], log: string[]) {
    this.path = path;
    [this.provider, this.consumer] = proxies;
    this.log = log;
    this.logger = loggerInto(log);
  }

  /** Gives a path to a scenario and closes it afterwards; a failure tells what was logged last. */
  static async use(
    net: Testnet,
    consumer: TestnetConsumer,
    options: ProxiedPathOptions,
    scenario: (proxied: ProxiedPath) => Promise<void>,
  ): Promise<void> {
    const proxied = await ProxiedPath.connect(net, consumer, options);
    try {
      await scenario(proxied);
    } catch (error) {
      if (error instanceof Error) error.message += `\nLogged:\n${proxied.log.slice(-SHOWN_LINES).join("\n")}`;
      throw error;
    } finally {
      await proxied.close();
    }
  }

  /** Connects to the first nodes of a consumer that has started and of its provider. */
  static async connect(
    net: Testnet,
    consumer: TestnetConsumer,
    { account = "relayer" }: ProxiedPathOptions,
  ): Promise<ProxiedPath> {
    const chains = [net.provider.chain, consumer.chain] as const;
    const proxies = await Promise.all([FaultProxy.start(chains[0].rpcUrl), FaultProxy.start(chains[1].rpcUrl)]);
    const log: string[] = [];
    const options = { requestTimeoutMs: 3_000, tipTiming: quickTiming, logger: loggerInto(log) };
    const [onProvider, onConsumer] = await Promise.all([
      connectChain({ ...options, url: proxies[0].url }),
      connectChain({ ...options, url: proxies[1].url }),
    ]);
    const client = await createSigningProviderClient({
      connection: onProvider,
      signer: chains[0].account(account).signer,
      gasPrice: chains[0].gasPrice,
    });
    const sender = await TxSender.create({
      connection: onConsumer,
      signer: chains[1].account(account).signer,
      gasPrice: GasPrice.fromString(chains[1].gasPrice),
      registry: new Registry(defaultRegistryTypes),
      sentinelName,
    });
    const { clientId } = await net.provider.queries.consumerChain(consumer.consumerId);
    const path = await connectRelayPath({
      provider: { connection: onProvider, sender: client.sender, clientId },
      consumer: { connection: onConsumer, sender, clientId: "07-tendermint-0" },
    });
    return new ProxiedPath(path, proxies, log);
  }

  /** Relays from the chains' state on, until it is stopped. */
  relay(channels: readonly ChannelPair[], options: Omit<RelayPacketsOptions, "signal"> = {}): Relaying {
    const stopping = new AbortController();
    const done = relayPackets(this.path, channels, {
      logger: this.logger,
      ...options,
      signal: stopping.signal,
    });
    done.catch(() => undefined); // Told by stop.
    return {
      stop: async () => {
        stopping.abort(new DOMException("The relaying was stopped", "AbortError"));
        await done;
      },
    };
  }

  /** Ends both connections, and then both proxies. */
  async close(): Promise<void> {
    await Promise.all([this.path.provider.connection.close(), this.path.consumer.connection.close()]);
    await Promise.all([this.provider.close(), this.consumer.close()]);
  }
}

function loggerInto(lines: string[]): Logger {
  const write =
    (level: string): Logger["warn"] =>
    (message, fields) => {
      lines.push(`  ${new Date().toISOString()} ${level} ${message} ${jsonText(fields) ?? ""}`);
    };
  return { debug: () => undefined, info: write("info"), warn: write("warn"), error: write("error") };
}

/** Relaying that goes on until it is stopped. */
export interface Relaying {
  /** @throws what ended it before */
  stop(): Promise<void>;
}
