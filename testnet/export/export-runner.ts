import { type NodePlacement, usualPorts } from "../node/node-placement.ts";
import { assignPorts, portsPerNode } from "../node/node-ports.ts";
import { createNodeRunner, type RunnerContext } from "../runner/choose-runner.ts";
import type { NodeRunner } from "../runner/runner.ts";

/** A name that Compose, Kubernetes and DNS take: lower-case letters, digits and hyphens, at most 63. */
export function serviceName(chain: string, node: string): string {
  const slug = `${chain}-${node}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  return slug
    .replace(/^[^a-z]+/, "n-")
    .slice(0, 63)
    .replace(/-+$/, "");
}

/**
 * Places nodes where each has an address of its own under its service's name, and runs none. From outside they are
 * reached on this machine, from `firstPort` on, or from the port that the topology fixes for their chain.
 */
export function createExportRunner(context: RunnerContext, firstPort: number): NodeRunner {
  const inner = createNodeRunner(context);
  let next = firstPort;
  return {
    async placeChain(chain) {
      const { name, nodes, apiServers } = chain;
      const size = nodes.length * portsPerNode(apiServers);
      const first = chain.firstPort ?? next;
      if (chain.firstPort === undefined) next += size;
      const outside = assignPorts(
        Array.from({ length: size }, (_, index) => first + index),
        nodes.length,
        apiServers,
      );
      const ports = usualPorts(apiServers);
      const placed = nodes.map((node) => ({ name: node, host: serviceName(name, node), port: ports.p2p }));
      const placements = outside.map((own, index): NodePlacement => {
        const self = placed[index];
        return {
          name: self?.name ?? "",
          listenHost: "0.0.0.0",
          ports,
          peers: placed.filter((peer) => peer !== self),
          outside: { host: "127.0.0.1", ports: own },
        };
      });
      return { nodes: placements, close: async () => undefined };
    },
    initHome: (binary, home) => inner.initHome(binary, home),
    startNode: (spec) => Promise.reject(new TypeError(`${spec.name} is exported, not run`)),
    close: (options) => inner.close(options),
  };
}
