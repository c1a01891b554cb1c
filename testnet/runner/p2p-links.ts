import type { PeerAddress } from "../node/node-placement.ts";
import type { NodePorts } from "../node/node-ports.ts";
import { LinkProxy } from "./link-proxy.ts";

interface Link {
  readonly from: string;
  readonly to: string;
  readonly host: string;
  readonly proxy: LinkProxy;
}

/** The P2P links of a chain's nodes on one machine: one for each pair, dialled by the later node, through a proxy. */
export class P2pLinks {
  readonly #links: readonly Link[];
  readonly #cut = new Set<string>();

  private constructor(links: readonly Link[]) {
    this.#links = links;
  }

  /** Opens a proxy for each pair of nodes. */
  static async open(
    nodes: readonly { readonly name: string; readonly ports: NodePorts }[],
    host: string,
  ): Promise<P2pLinks> {
    const pairs = nodes.flatMap((from, index) => nodes.slice(0, index).map((to) => ({ from, to })));
    return new P2pLinks(
      await Promise.all(
        pairs.map(async ({ from, to }) => {
          const proxy = await LinkProxy.listen(host, to.ports.p2p);
          return { from: from.name, to: to.name, host, proxy };
        }),
      ),
    );
  }

  /** The nodes that this one dials, and where. */
  from(node: string): PeerAddress[] {
    return this.#links
      .filter(({ from }) => from === node)
      .map(({ to, host, proxy }) => ({ name: to, host, port: proxy.port }));
  }

  /** Cuts a node off from all others. */
  cut(node: string): void {
    this.#cut.add(node);
    this.#apply();
  }

  /** Puts a node's links right, except those to nodes that are cut off themselves. */
  heal(node: string): void {
    this.#cut.delete(node);
    this.#apply();
  }

  async close(): Promise<void> {
    await Promise.all(this.#links.map(({ proxy }) => proxy.close()));
  }

  #apply(): void {
    for (const { from, to, proxy } of this.#links) {
      if (this.#cut.has(from) || this.#cut.has(to)) proxy.cut();
      else proxy.heal();
    }
  }
}
