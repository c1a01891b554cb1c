import { NativeNode } from "./native-node.ts";
import type { Reaper } from "./reaper.ts";
import type { NodeRunner } from "./runner.ts";

/**
 * Runs nodes as processes of this machine, which the reaper ends should this process die.
 * @see NodeRunner
 */
export function createProcessRunner(reaper: Reaper): NodeRunner {
  return {
    async startNode(spec, options = {}) {
      const node = new NativeNode(spec, reaper);
      await node.start(options);
      return node;
    },
  };
}
