import { fromUtf8 } from "@cosmjs/encoding";
import type { ChainConnection } from "../chain/chain-connection.ts";
import { shownUrl } from "../chain/shown-url.ts";
import { queryStore } from "../chain/store.ts";
import type { TxSender } from "../chain/tx-sender.ts";
import { setupConsumerExtension } from "../consumer/queries.ts";
import { IcsError } from "../errors.ts";
import { setupProviderExtension } from "../provider/queries.ts";
import { connectLightClient } from "./clients/light-client.ts";
import { checkFunds } from "./funds.ts";
import type { RelayEnd } from "./relay-end.ts";

/** What a relay path is made of. */
export interface RelayPathOptions {
  readonly provider: RelayPathEnd;
  readonly consumer: RelayPathEnd;
  /** The id that the provider gave the consumer. With it both clients are found, and the chain is checked to be that consumer. */
  readonly consumerId?: string;
}

/** One chain of a relay path. */
export interface RelayPathEnd {
  readonly connection: ChainConnection;
  /** Pays for what is relayed to this chain. */
  readonly sender: TxSender;
  /** This chain's light client of the other: the one that the consumer's launch made. May be left out with a consumer id. */
  readonly clientId?: string;
}

/** A provider and one of its consumers, ready to be relayed between. */
export interface RelayPath {
  readonly provider: RelayEnd;
  readonly consumer: RelayEnd;
  /** Undefined where the path was made from clients alone. */
  readonly consumerId?: string | undefined;
}

/**
 * Checks, before anything is sent, that both chains are who they should be, that each one's light client follows the
 * other, and that both accounts can pay. A client that is expired or frozen is taken: the other end's is to be kept, and
 * governance may recover it.
 * @throws CCV_CONSUMER_NOT_FOUND, CCV_PHASE_FORBIDS before the launch and after the removal, IBC_CLIENT_MISMATCH,
 * TX_FUNDS_MISSING, CONFIG_INVALID, RPC_QUERY_FAILED, RPC_UNREACHABLE
 */
export async function connectRelayPath(options: RelayPathOptions): Promise<RelayPath> {
  const { provider, consumer, consumerId } = options;
  const funds = Promise.all([checkFunds(provider.sender), checkFunds(consumer.sender)]);
  funds.catch(() => undefined); // Told below, after what is wrong with the chains.
  const { onProvider, onConsumer } = await clientIds(options);
  const [providerClient, consumerClient] = await Promise.all([
    connectLightClient(provider.connection, onProvider, consumer.connection),
    connectLightClient(consumer.connection, onConsumer, provider.connection),
  ]);
  await funds;
  return {
    provider: { connection: provider.connection, sender: provider.sender, client: providerClient },
    consumer: { connection: consumer.connection, sender: consumer.sender, client: consumerClient },
    consumerId,
  };
}

interface ClientIds {
  readonly onProvider: string;
  readonly onConsumer: string;
}

async function clientIds({ provider, consumer, consumerId }: RelayPathOptions): Promise<ClientIds> {
  if (consumerId === undefined) {
    return { onProvider: given("provider", provider), onConsumer: given("consumer", consumer) };
  }
  const asked = providerClientId(consumer.connection, consumerId);
  asked.catch(() => undefined); // Told after what the provider says: where it knows no such consumer, no chain can be it.
  const onProvider = await launchedClientId(provider.connection, consumer.connection, consumerId);
  const onConsumer = await asked;
  return {
    onProvider: sameClient(provider, onProvider, consumer.connection.chainId),
    onConsumer: sameClient(consumer, onConsumer, provider.connection.chainId),
  };
}

/** The provider's client of a consumer that is launched, with this chain's id. */
async function launchedClientId(
  provider: ChainConnection,
  consumer: ChainConnection,
  consumerId: string,
): Promise<string> {
  const { provider: queries } = setupProviderExtension(provider.queryClient);
  const { chainId, clientId, phase } = await queries.consumerChain(consumerId);
  if (chainId !== consumer.chainId) {
    throw new IcsError(
      "IBC_CLIENT_MISMATCH",
      `Consumer ${consumerId} of ${provider.chainId} is "${chainId}", and ${shownUrl(consumer.url)} serves "${consumer.chainId}"\nConnect to a node of "${chainId}", or give the id of "${consumer.chainId}".`,
      { clientId, expectedChainId: chainId, actualChainId: consumer.chainId },
    );
  }
  // A stopped consumer may still have a channel to close and acknowledgements to bring home.
  if ((phase === "LAUNCHED" || phase === "STOPPED") && clientId !== "") return clientId;
  throw new IcsError(
    "CCV_PHASE_FORBIDS",
    `Consumer ${consumerId} ("${chainId}") of ${provider.chainId} is ${phase}: there is no light client to relay with\n${phase === "DELETED" ? "It was removed for good: create and launch a new one." : "Wait for its launch: waitForSpawn."}`,
    { consumerId, phase, wanted: "LAUNCHED" },
    { retryable: phase !== "DELETED" },
  );
}

/** Where the consumer module keeps the id of its client of the provider. @see ProviderClientIDKey of x/ccv/consumer */
const PROVIDER_CLIENT_KEY = new Uint8Array([0x03]);

/** The consumer's client of its provider, once the chain has told that it is this consumer. */
async function providerClientId(consumer: ChainConnection, consumerId: string): Promise<string> {
  const { consumer: queries } = setupConsumerExtension(consumer.queryClient);
  const [params, bytes] = await Promise.all([
    queries.params(),
    queryStore(consumer, "ccvconsumer", PROVIDER_CLIENT_KEY),
  ]);
  const clientId = fromUtf8(bytes);
  // Chains that were launched by a provider without consumer ids have none.
  if (params.consumerId !== "" && params.consumerId !== consumerId) {
    throw new IcsError(
      "IBC_CLIENT_MISMATCH",
      `${shownUrl(consumer.url)} serves consumer ${params.consumerId}, not consumer ${consumerId}, both of which may be called "${consumer.chainId}"\nConnect to a node of consumer ${consumerId}.`,
      { clientId, expectedChainId: consumer.chainId, actualChainId: consumer.chainId },
    );
  }
  if (clientId !== "") return clientId;
  throw new IcsError(
    "IBC_CLIENT_MISMATCH",
    `${consumer.chainId} has no light client of a provider\nStart it with the consumer genesis of its provider.`,
    { clientId, expectedChainId: "", actualChainId: consumer.chainId },
  );
}

function given(name: "provider" | "consumer", { clientId }: RelayPathEnd): string {
  if (clientId !== undefined) return clientId;
  throw new IcsError("CONFIG_INVALID", `A relay path needs a consumer id, or the client ids of both chains`, {
    problems: [{ name: `${name}.clientId`, got: "undefined", wanted: "a client id, or consumerId beside it" }],
  });
}

function sameClient({ connection, clientId }: RelayPathEnd, launched: string, counterpartyChainId: string): string {
  if (clientId === undefined || clientId === launched) return launched;
  throw new IcsError(
    "IBC_CLIENT_MISMATCH",
    `Light client ${clientId} on ${connection.chainId} is not the one of this consumer's launch, which is ${launched}\nThe CCV channel works on that one alone: leave the client id out.`,
    { clientId, expectedChainId: counterpartyChainId, actualChainId: counterpartyChainId },
  );
}
