import type { RunningNode, Testnet } from "../../../testnet/index.ts";

/** The addresses of a chain's nodes. */
interface ChainAddresses {
  readonly chainId: string;
  readonly rpc: readonly string[];
  readonly rest: readonly string[];
  readonly grpc: readonly string[];
}

/** What a user needs of a running testnet: public API of `--json`. */
export interface TestnetAddresses {
  readonly provider: ChainAddresses;
  readonly consumers: readonly (ChainAddresses & { readonly consumerId: string })[];
}

/** Where a testnet's chains are reached. */
export function addressesOf(net: Testnet): TestnetAddresses {
  const { provider, consumers } = net;
  return {
    provider: chainAddresses(provider.chain.chainId, provider.chain.nodes),
    consumers: consumers
      .filter((consumer) => consumer.isRunning)
      .map(({ consumerId, chain }) => ({ consumerId, ...chainAddresses(chain.chainId, chain.nodes) })),
  };
}

/** The same as lines for a reader. */
export function addressLines({ provider, consumers }: TestnetAddresses): string[] {
  const lines = ({ chainId, rpc, rest, grpc }: ChainAddresses, role: string): string[] => [
    `${chainId} (${role})`,
    `  RPC   ${rpc.join(" ")}`,
    ...(rest.length > 0 ? [`  REST  ${rest.join(" ")}`] : []),
    ...(grpc.length > 0 ? [`  gRPC  ${grpc.join(" ")}`] : []),
  ];
  return [
    ...lines(provider, "provider"),
    ...consumers.flatMap((consumer) => lines(consumer, `consumer ${consumer.consumerId}`)),
  ];
}

function chainAddresses(chainId: string, nodes: readonly RunningNode[]): ChainAddresses {
  const present = (values: readonly (string | undefined)[]): string[] => values.filter((value) => value !== undefined);
  return {
    chainId,
    rpc: nodes.map(({ rpcUrl }) => rpcUrl),
    rest: present(nodes.map(({ restUrl }) => restUrl)),
    grpc: present(nodes.map(({ grpcAddress }) => grpcAddress)),
  };
}
