import { portsPerNode } from "./node/node-ports.ts";
import { leasePorts } from "./node/ports.ts";

/** A chain of a topology, as far as its ports go. */
interface ChainPorts {
  readonly firstPort?: number | undefined;
  readonly validators: readonly { readonly running: boolean }[];
}

/** The ports that a chain takes one after another; undefined where it takes free ones. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** The range that a chain's topology fixes. */
export function fixedRange(chain: ChainPorts, apiServers: boolean): PortRange | undefined {
  if (chain.firstPort === undefined) return undefined;
  const nodes = chain.validators.filter(({ running }) => running).length;
  return { first: chain.firstPort, last: chain.firstPort + nodes * portsPerNode(apiServers) - 1 };
}

/**
 * Makes sure that every port which the topology fixes is free, those of consumers too, before anything is started.
 * @throws TESTNET_PORT_IN_USE
 */
export async function checkFixedPorts(topology: {
  readonly apiServers: boolean;
  readonly provider: ChainPorts & { readonly chainId: string };
  readonly consumers: readonly (ChainPorts & { readonly chainId: string })[];
}): Promise<void> {
  for (const chain of [topology.provider, ...topology.consumers]) {
    const range = fixedRange(chain, topology.apiServers);
    if (!range) continue;
    const lease = await leasePorts(range.last - range.first + 1, { firstPort: range.first, node: chain.chainId });
    await lease.release();
  }
}
