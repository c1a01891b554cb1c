import { IcsError } from "../../src/index.ts";
import type { NodeRun } from "../runner/node-run.ts";
import type { ExitInfo, NodeRunner, NodeSpec } from "../runner/runner.ts";
import { SupervisedNode } from "../runner/supervised-node.ts";

/** Told before the first node of a chain is waited for. */
export type OnChainAwaited = (chainId: string) => Promise<void>;

/** Takes nodes that something else runs: starting one means to wait until it answers, ending it to leave it alone. */
export function createAttachedRunner(onAwaited: OnChainAwaited): NodeRunner {
  const awaited = new Map<string, Promise<void>>();
  const refuse = (): Promise<never> => Promise.reject(new TypeError("Attached nodes have their homes already"));
  return {
    placeChain: refuse,
    initHome: refuse,
    async startNode(spec, options = {}) {
      // Two chains may share a chain id, but not a name.
      const chain = spec.name.split("/")[0] ?? spec.name;
      const told = awaited.get(chain) ?? onAwaited(spec.chainId);
      awaited.set(chain, told);
      await told;
      return SupervisedNode.start(spec, { launch: async () => attach(spec), links: undefined }, options);
    },
    close: async () => undefined,
  };
}

function attach({ name }: NodeSpec): NodeRun {
  const left = Promise.withResolvers<ExitInfo>();
  let exit: ExitInfo | undefined;
  const unavailable = (what: string): Promise<never> =>
    Promise.reject(
      new IcsError(
        "TESTNET_FAULT_UNAVAILABLE",
        `${name} cannot be ${what}: it is not icskit that runs it\nUse the tools of what runs it.`,
        { node: name },
      ),
    );
  return {
    exited: left.promise,
    get exit() {
      return exit;
    },
    signal(signal) {
      if (signal === "SIGKILL") return unavailable("killed");
      exit = { exitCode: null, signal: null };
      left.resolve(exit);
      return Promise.resolve(true);
    },
    pause: () => unavailable("paused"),
    resume: async () => undefined,
  };
}
