import type { NodePlacement } from "../node/node-placement.ts";
import { assignPorts, portsPerNode } from "../node/node-ports.ts";
import { leasePorts } from "../node/ports.ts";
import { P2pLinks } from "./p2p-links.ts";
import type { ChainPlacement, ChainToPlace } from "./runner.ts";

const host = "127.0.0.1";

/** A chain's places on this machine, and the links between its nodes where these can be cut. */
export interface NativePlacement extends ChainPlacement {
  readonly links: P2pLinks | undefined;
}

/**
 * Gives each node free ports of 127.0.0.1. Nodes dial one another; where links are to be cut, one of each pair dials
 * the other through a proxy.
 * @throws TESTNET_PORT_IN_USE
 */
export async function placeNatively(chain: ChainToPlace): Promise<NativePlacement> {
  const { name, nodes, apiServers, firstPort } = chain;
  const lease = await leasePorts(nodes.length * portsPerNode(apiServers), { firstPort, node: name });
  const ports = assignPorts(lease.ports, nodes.length, apiServers);
  const places = nodes.flatMap((node, index) => {
    const own = ports[index];
    return own ? [{ name: node, ports: own }] : [];
  });
  const links = chain.networkFaults ? await P2pLinks.open(places, host) : undefined;
  return {
    links,
    nodes: places.map(({ name: node, ports: own }): NodePlacement => {
      const others = places.filter((other) => other.name !== node);
      const peers = links?.from(node) ?? others.map((other) => ({ name: other.name, host, port: other.ports.p2p }));
      return {
        name: node,
        listenHost: host,
        ports: own,
        peers,
        knownPeersOnly: links !== undefined,
        outside: { host, ports: own },
      };
    }),
    async close() {
      await links?.close();
      await lease.release();
    },
  };
}
