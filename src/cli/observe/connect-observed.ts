import { type ChainConnection, connectChain } from "../../chain/chain-connection.ts";
import { shownUrl } from "../../chain/shown-url.ts";
import { IcsError, isIcsError } from "../../errors.ts";
import type { Logger } from "../../logger.ts";
import { consumerSource, providerSource } from "../../observer/connect-sources.ts";
import type { ServiceConsumer } from "../../observer/service/observer-service.ts";
import type { ProviderSource } from "../../observer/sources.ts";
import { type ProviderExtension, setupProviderExtension } from "../../provider/queries.ts";
import { checkCounterparty } from "../../relayer/clients/client-check.ts";
import { readClient } from "../../relayer/clients/client-status.ts";
import { findConsumerId } from "../../relayer/service/find-consumer.ts";

/** What is to be connected. */
export interface ToObserve {
  readonly provider: string;
  readonly consumers: readonly string[];
  readonly consumerIds: readonly string[];
}

/** Connected chains, each checked to be what it was called. */
export interface ObservedChains extends AsyncDisposable {
  readonly provider: ProviderSource;
  /** Ascending by consumer id. */
  readonly consumers: readonly (ServiceConsumer & { readonly chainId: string })[];
}

/**
 * Connects to a provider and to its consumers, and finds out which ones these are.
 * @throws the one problem, or an AggregateError of all: CONFIG_INVALID for a chain that is no provider, no consumer, or
 * named twice; CCV_CONSUMER_NOT_FOUND; IBC_CLIENT_MISMATCH for the consumer of another provider; RPC_UNREACHABLE
 */
export async function connectObserved(
  { provider: url, consumers, consumerIds }: ToObserve,
  options: { readonly logger: Logger; readonly signal: AbortSignal },
): Promise<ObservedChains> {
  await using opened = new AsyncDisposableStack();
  const connect = async (address: string): Promise<ChainConnection> =>
    opened.use(await connectChain({ url: address, ...options }));
  const [provider, ...nodes] = await all([
    connectProvider(url, connect),
    ...consumers.map((address) => connect(address)),
  ]);
  if (provider === undefined) throw new RangeError("A provider was connected");
  const found = await all([
    ...nodes.map((node) => identify(provider, node)),
    ...consumerIds.map((consumerId) => named(provider, consumerId)),
  ]);
  refuseTwice(found);
  const chains = opened.move();
  return {
    provider: providerSource(provider),
    consumers: found.toSorted((left, right) => Number(left.consumerId) - Number(right.consumerId)),
    [Symbol.asyncDispose]: () => chains.disposeAsync(),
  };
}

async function connectProvider(
  url: string,
  connect: (url: string) => Promise<ChainConnection>,
): Promise<ChainConnection> {
  const connection = await connect(url);
  await queriesOf(connection)
    .params()
    .catch((cause: unknown) => {
      if (!isIcsError(cause, "RPC_QUERY_FAILED")) throw cause;
      throw unlike("--provider", `${shownUrl(url)} (${connection.chainId})`, "a node of a provider chain", cause);
    });
  return connection;
}

/** Which of the provider's consumers a node belongs to. */
async function identify(provider: ChainConnection, node: ChainConnection) {
  const consumerId = await findConsumerId(provider, node).catch((cause: unknown) => {
    if (!isIcsError(cause, "RPC_QUERY_FAILED")) throw cause;
    throw unlike("--consumer", `${shownUrl(node.url)} (${node.chainId})`, "a node of a consumer chain", cause);
  });
  const chain = await queriesOf(provider).consumerChain(consumerId);
  if (chain.clientId !== "") await checkCounterparty(provider, node, await readClient(provider, chain.clientId));
  return { consumerId, chainId: node.chainId, source: consumerSource(node), given: `--consumer ${shownUrl(node.url)}` };
}

async function named(provider: ChainConnection, consumerId: string) {
  const { chainId } = await queriesOf(provider).consumerChain(consumerId);
  return { consumerId, chainId, given: `--consumer-id ${consumerId}` };
}

function queriesOf({ queryClient }: ChainConnection): ProviderExtension["provider"] {
  return setupProviderExtension(queryClient).provider;
}

function refuseTwice(found: readonly { readonly consumerId: string; readonly given: string }[]): void {
  const problems = found.flatMap(({ consumerId, given }, index) => {
    const before = found.slice(0, index).find((other) => other.consumerId === consumerId);
    return before
      ? [{ name: given, got: `consumer ${consumerId}, as ${before.given}`, wanted: "another consumer" }]
      : [];
  });
  const [first] = problems;
  if (first === undefined) return;
  throw new IcsError(
    "CONFIG_INVALID",
    `${first.name} is ${first.got} is\nName each consumer once: by one of its nodes, or by its id.`,
    { problems },
  );
}

function unlike(name: string, got: string, wanted: string, cause: unknown): IcsError<"CONFIG_INVALID"> {
  const message = `${name} ${got} is not ${wanted}\nCheck the address; each chain has an RPC listener of its own.`;
  return new IcsError("CONFIG_INVALID", message, { problems: [{ name, got, wanted }] }, { cause });
}

/** Every failure at once, each told once. */
async function all<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(promises);
  const errors = settled.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
  if (errors.length > 1) throw new AggregateError(errors);
  if (errors.length === 1) throw errors[0];
  return settled.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
}
