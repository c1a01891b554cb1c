import { type ConsumerTopology, createTestnet, type Testnet, type TestnetConsumer } from "../../testnet/index.ts";
import type { PeerAccount, PeerChain, PeerPath } from "./peer.ts";
import type { BenchContext } from "./peers.ts";

/** What a testnet of consumers that nobody relays for yet is made of. */
export interface SiblingsOptions {
  readonly blockTimeMs: number;
  /**
   * Default: 3 % more than the provider's. Equal ones fall into step on a busy machine, and what a relayer then waits for
   * says more of that than of the relayer; so the chains pass every phase to each other.
   */
  readonly consumerBlockTimeMs?: number;
  readonly validators: number;
  /** Validators of each consumer: the provider's first ones. */
  readonly consumerValidators: number;
  readonly chainIds: readonly string[];
  /** Accounts besides the testnet's own: `user-0` and so on. */
  readonly users: number;
  /** Nodes serve gRPC too. Default false. */
  readonly apiServers?: boolean;
  readonly context: BenchContext;
}

/** Starts a provider and its consumers up to their first blocks; no connection and no channel exists. */
export async function startSiblings(options: SiblingsOptions): Promise<Testnet> {
  const { blockTimeMs, consumerBlockTimeMs = Math.ceil(blockTimeMs * 1.03) } = options;
  const { signal, keep, say } = options.context;
  // Keys of their own: where provider and consumer have the very same set, rly 2.6.0 takes a header of the one for one
  // of the other, and is stuck for good after a change of power (updateClientTrustedState in path_processor_internal.go).
  const validators = Array.from({ length: options.consumerValidators }, (_, validator) => ({
    validator,
    ownKey: true,
  }));
  // The spawn time is counted from the creation of each: long enough for all transactions of all of them.
  const spawnDelayMs = 4_000 + 8 * blockTimeMs + 150 * options.chainIds.length;
  const consumers = options.chainIds.map(
    (chainId): ConsumerTopology => ({ chainId, validators, blockTimeMs: consumerBlockTimeMs, spawnDelayMs }),
  );
  const net = await createTestnet(
    {
      blockTimeMs,
      users: options.users,
      apiServers: options.apiServers ?? false,
      provider: { validators: options.validators },
      consumers,
    },
    { launch: false, signal, keep },
  );
  if (keep) say(`homes and logs: ${net.folder}`);
  try {
    await Promise.all(net.consumers.map((consumer) => consumer.create({ signal })));
    await Promise.all(net.consumers.map((consumer) => consumer.optIn({ signal })));
    await inGroups(net.consumers, START_AT_ONCE, async (consumer) => {
      await consumer.spawn({ signal });
      await consumer.start({ signal });
    });
    await Promise.all(net.consumers.map(({ connection }) => connection.waitForHeight(FIRST_HEIGHT, { signal })));
  } catch (error) {
    await net.close({ failed: !signal.aborted });
    throw error;
  }
  return net;
}

/** Proofs of the first two heights are refused, and rly takes no later one by itself. */
const FIRST_HEIGHT = 4n;

/** Each start costs half a second of a core. */
const START_AT_ONCE = 4;

async function inGroups<T>(items: readonly T[], size: number, work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const workers = Array.from({ length: size }, async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  });
  await Promise.all(workers);
}

/** What a relayer is told of one consumer; other addresses stand for proxies in front of the nodes. */
export async function peerPath(
  net: Testnet,
  consumer: TestnetConsumer,
  urls: { readonly provider?: string; readonly consumer?: string } = {},
): Promise<PeerPath> {
  const { consumerId, chain } = consumer;
  const { clientId } = await net.provider.queries.consumerChain(consumerId);
  const provider: PeerChain = { ...chainOf(net.provider.chain, urls.provider), clientId };
  return { consumerId, provider, consumer: { ...chainOf(chain, urls.consumer), clientId: "07-tendermint-0" } };
}

function chainOf(chain: Testnet["provider"]["chain"] | TestnetConsumer["chain"], url = chain.rpcUrl) {
  const { chainId, addressPrefix, gasPrice, nodes } = chain;
  const grpcAddress = nodes.find(({ rpcUrl }) => rpcUrl === chain.rpcUrl)?.grpcAddress;
  return {
    chainId,
    rpcUrl: url,
    addressPrefix,
    gasPrice,
    ...(grpcAddress !== undefined && { grpcUrl: `http://${grpcAddress}` }),
  };
}

/** An account of the testnet as a relayer is told of it. */
export function peerAccount(net: Testnet, name: string): PeerAccount {
  return { mnemonic: net.accounts.mnemonic, hdIndex: net.accounts.names.indexOf(name) };
}
