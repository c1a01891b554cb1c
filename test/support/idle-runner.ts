import { initNatively } from "../../testnet/runner/init-natively.ts";
import { placeNatively } from "../../testnet/runner/place-natively.ts";
import type { NodeRunner, NodeSpec } from "../../testnet/runner/runner.ts";

/** A runner that places nodes on this machine and starts none: `refuse` says why. */
export function idleRunner(refuse: (spec: NodeSpec) => Error): NodeRunner {
  return {
    placeChain: placeNatively,
    initHome: initNatively,
    startNode: (spec) => Promise.reject(refuse(spec)),
    close: async () => undefined,
  };
}
