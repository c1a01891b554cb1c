import { isFull, ownDiskFull, saysDiskFull } from "../disk-full.ts";
import { initNatively } from "./init-natively.ts";
import { NodeProcess } from "./node-process.ts";
import { type NativePlacement, placeNatively } from "./place-natively.ts";
import type { Reaper } from "./reaper.ts";
import type { NodeRunner, NodeSpec } from "./runner.ts";
import { type NodeLinks, SupervisedNode } from "./supervised-node.ts";

/**
 * Runs nodes as processes of this machine, which the reaper ends should this process die.
 * @see NodeRunner
 */
export function createProcessRunner(reaper: Reaper): NodeRunner {
  const placements: NativePlacement[] = [];
  const linksOf = ({ placement }: NodeSpec): NodeLinks | undefined => {
    const links = placements.find(({ nodes }) => nodes.includes(placement))?.links;
    return links && { cut: async () => links.cut(placement.name), heal: async () => links.heal(placement.name) };
  };
  return {
    async placeChain(chain) {
      const placement = await placeNatively(chain);
      placements.push(placement);
      return placement;
    },
    initHome: initNatively,
    startNode: (spec, options = {}) =>
      SupervisedNode.start(
        spec,
        {
          launch: (toLaunch) => NodeProcess.start(toLaunch, reaper),
          links: linksOf(spec),
          explain: async (error) => {
            const { home, name } = spec;
            const full = error.context.lastLines.some(saysDiskFull) || (await isFull(home));
            return full ? ownDiskFull(name, home, error) : undefined;
          },
        },
        options,
      ),
    async close() {
      // Processes end with their nodes, ports with their placements.
    },
  };
}
