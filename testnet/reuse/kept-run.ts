import type { IcsError } from "../../src/index.ts";
import { createNodeRunner, type RunnerContext } from "../runner/choose-runner.ts";
import type { NodeRunner, NodeSpec } from "../runner/runner.ts";
import type { Hold } from "./hold-testnet.ts";

/** A run whose containers outlive this process once it is handed out. */
export interface KeptRun {
  /** For the workspace of the run. */
  readonly createRunner: (context: RunnerContext) => NodeRunner;
  /** The nodes that were started. */
  readonly nodes: ReadonlyMap<string, NodeSpec>;
  /** The run that made the containers. */
  readonly runId: string;
  /** What ended a node of an earlier run while it was taken over. */
  readonly died: IcsError | undefined;
  /** From now on nothing removes the containers any more, and the testnet is free again once the runner is closed. */
  handOut(): void;
}

/** Runs nodes for a testnet that is held; those of an earlier run where `madeBy` names it. */
export function keptRun(hold: Hold, label: string, madeBy?: string): KeptRun {
  const nodes = new Map<string, NodeSpec>();
  let context: RunnerContext | undefined;
  let isHandedOut = false;
  let died: IcsError | undefined;
  return {
    nodes,
    get runId() {
      return madeBy ?? context?.runId ?? "";
    },
    get died() {
      return died;
    },
    createRunner(given) {
      context = given;
      // What was there before this process is not this process's to remove when something fails.
      const isKept = (): boolean => isHandedOut || madeBy !== undefined;
      const runner = createNodeRunner({ ...given, reuse: { label, madeBy, isKept } });
      return {
        ...runner,
        startNode(spec, options = {}) {
          nodes.set(spec.name, spec);
          const { onNodeExit } = options;
          // One that ends while it is taken over is a reason to launch anew, and nobody's trouble.
          const tell = (error: IcsError): void => {
            if (isHandedOut || madeBy === undefined) onNodeExit?.(error);
            else died ??= error;
          };
          return runner.startNode(spec, { ...options, onNodeExit: tell });
        },
        async close(options) {
          try {
            await runner.close(options);
          } finally {
            if (isHandedOut) await hold.release();
          }
        },
      };
    },
    handOut() {
      isHandedOut = true;
      context?.reaper.forgetCommands();
    },
  };
}
