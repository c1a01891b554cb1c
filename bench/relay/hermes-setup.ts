import { GasPrice } from "@cosmjs/stargate";
import { queryMaxBlockGas } from "../../src/chain/max-gas.ts";
import { queryClientConnections, queryConnectionChannels } from "../../src/ibc/queries.ts";
import {
  type ChainConnection,
  connectRelayPath,
  findCcvChannels,
  type HermesChain,
  hermesConfig,
  isIcsError,
  type RelayPath,
  silentLogger,
} from "../../src/index.ts";
import { quickHermes } from "./hermes-toml.ts";
import type { PeerAccount, PeerChain, PeerConnection, PeerPath } from "./peer.ts";
import { connectPeerChain } from "./relayer-chain.ts";

/** What Hermes is told of one path, read from both chains. */
export class HermesSetup implements AsyncDisposable {
  readonly #path: PeerPath;
  readonly #relayPath: RelayPath;
  readonly #held: AsyncDisposableStack;

  private constructor(path: PeerPath, relayPath: RelayPath, held: AsyncDisposableStack) {
    this.#path = path;
    this.#relayPath = relayPath;
    this.#held = held;
  }

  /** Connects both chains, which must serve gRPC. */
  static async connect(path: PeerPath, account: PeerAccount): Promise<HermesSetup> {
    await using held = new AsyncDisposableStack();
    const provider = await connectPeerChain(path.provider, account, silentLogger);
    held.use(provider.connection);
    const consumer = await connectPeerChain(path.consumer, account, silentLogger);
    held.use(consumer.connection);
    const relayPath = await connectRelayPath({ provider, consumer, consumerId: path.consumerId });
    return new HermesSetup(path, relayPath, held.move());
  }

  /** The configuration that icskit writes for users of Hermes, for the channels that are open by now, made quick. */
  async configuration(keyFolder: string): Promise<string> {
    const { provider, consumer } = this.#relayPath;
    const { ccv, transfer } = await findCcvChannels(this.#relayPath);
    const channels = [ccv, transfer].filter((channel) => channel !== undefined);
    const onProvider = await hermesChain(this.#path.provider, provider.connection, consumer.client.trustingPeriodMs);
    const onConsumer = await hermesChain(this.#path.consumer, consumer.connection, provider.client.trustingPeriodMs);
    return quickHermes(hermesConfig(onProvider, [{ ...onConsumer, channels }]), keyFolder);
  }

  /** The connection on the launch's clients; of several the latest. */
  async connection(): Promise<PeerConnection> {
    const [onProvider, onConsumer] = await Promise.all(
      [this.#relayPath.provider, this.#relayPath.consumer].map(({ connection, client }) =>
        queryClientConnections(connection, client.clientId),
      ),
    );
    const [connectionIdOnProvider, connectionIdOnConsumer] = [onProvider?.at(-1), onConsumer?.at(-1)];
    if (connectionIdOnProvider === undefined || connectionIdOnConsumer === undefined) {
      throw new TypeError("There is no connection on the launch's clients");
    }
    return { connectionIdOnProvider, connectionIdOnConsumer };
  }

  /** Id of a chain's end of the transfer channel on this connection. */
  async transferChannel(side: "provider" | "consumer", connectionId: string): Promise<string> {
    const channels = await queryConnectionChannels(this.#relayPath[side].connection, connectionId);
    const transfer = channels.find(({ portId }) => portId === "transfer");
    if (transfer === undefined) throw new TypeError(`The ${side} has no transfer channel on ${connectionId}`);
    return transfer.channelId;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#held.disposeAsync();
  }
}

async function hermesChain(
  chain: PeerChain,
  connection: ChainConnection,
  trustingPeriodMs: number,
): Promise<HermesChain> {
  const { chainId, rpcUrl, grpcUrl = "", addressPrefix } = chain;
  const { amount, denom } = GasPrice.fromString(chain.gasPrice);
  const maxGas = await queryMaxBlockGas(connection).catch((error: unknown) => {
    if (isIcsError(error, "RPC_QUERY_FAILED")) return undefined;
    throw error;
  });
  const gasPrice = { amount: amount.toString(), denom };
  return { chainId, rpcUrl, grpcUrl, addressPrefix, gasPrice, trustingPeriodMs, maxGas };
}
