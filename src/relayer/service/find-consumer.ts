import { QueryClient } from "@cosmjs/stargate";
import type { ChainConnection } from "../../chain/chain-connection.ts";
import { setupConsumerExtension } from "../../consumer/queries.ts";
import { IcsError } from "../../errors.ts";
import type { ConsumerChainSummary } from "../../provider/consumer-chain.ts";
import { setupProviderExtension } from "../../provider/queries.ts";

/**
 * The id of the consumer that a connected chain is: by its own parameters, which came with its launch; for a chain whose
 * provider had no such ids then, by its chain id.
 * @throws CCV_CONSUMER_NOT_FOUND where the provider launched no such chain, CONFIG_INVALID where several could be meant
 */
export async function findConsumerId(provider: ChainConnection, consumer: ChainConnection): Promise<string> {
  const { consumerId } = await setupConsumerExtension(consumer.queryClient).consumer.params();
  if (consumerId !== "") return consumerId;
  const { consumerChains } = QueryClient.withExtensions(provider.comet, setupProviderExtension).provider;
  const named: ConsumerChainSummary[] = [];
  for await (const chain of consumerChains()) {
    if (chain.chainId === consumer.chainId && chain.clientId !== "") named.push(chain);
  }
  const [only, ...others] = named;
  if (only !== undefined && others.length === 0) return only.consumerId;
  throw only === undefined ? notLaunched(provider.chainId, consumer.chainId) : ambiguous(consumer.chainId, named);
}

function notLaunched(provider: string, chainId: string): IcsError<"CCV_CONSUMER_NOT_FOUND"> {
  return new IcsError(
    "CCV_CONSUMER_NOT_FOUND",
    `${provider} has launched no consumer with the chain id "${chainId}"\nCheck that the address is a node of one of its consumers.`,
    { consumerId: "" },
  );
}

function ambiguous(chainId: string, named: readonly ConsumerChainSummary[]): IcsError<"CONFIG_INVALID"> {
  const ids = named.map(({ consumerId, phase }) => `${consumerId} (${phase})`).join(", ");
  return new IcsError(
    "CONFIG_INVALID",
    `Several consumers have the chain id "${chainId}": ${ids}\nGive the consumer id of the one that is meant.`,
    { problems: [{ name: "consumerId", got: "nothing", wanted: `one of ${ids}` }] },
  );
}
