import type { PreparedChain, TestnetContext } from "./chain.ts";
import { createConsumerMembers, type PreparedConsumer } from "./consumer-chain.ts";
import {
  createProviderMembers,
  type PreparedProvider,
  type ProviderValidator,
  providerAddressPrefix,
} from "./provider-chain.ts";
import type { ResolvedConsumer } from "./topology.ts";

/** What only whoever made a chain's homes knows of it; the rest follows from the topology and the known keys. */
export type MadeChain = Pick<PreparedChain, "nodes" | "gasPrice" | "defaultGenesis" | "places">;

/** The provider of a context, whose homes were made before. */
export async function madeProvider(context: TestnetContext, made: MadeChain): Promise<PreparedProvider> {
  const { chainId, denom } = context.topology.provider;
  const members = await createProviderMembers(context);
  const chain = { name: chainId, chainId, initialHeight: 1n, addressPrefix: providerAddressPrefix, denom };
  return { ...chain, ...members, ...made };
}

/** A consumer of a context, whose homes were made before. */
export async function madeConsumer(
  context: TestnetContext,
  consumer: ResolvedConsumer,
  providerValidators: readonly ProviderValidator[],
  made: MadeChain,
): Promise<PreparedConsumer> {
  const { name, chainId, denom, addressPrefix, initialHeight } = consumer;
  const members = await createConsumerMembers(context, consumer, providerValidators);
  const chain = { name, chainId, initialHeight: initialHeight.revisionHeight, addressPrefix, denom };
  return { ...chain, ...members, ...made, consumer };
}
