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
  /** From now on nothing removes the containers any more, and the testnet is free again once the runner is closed. */
  handOut(): void;
}

/** Runs nodes for a testnet that is held; those of an earlier run where `madeBy` names it. */
export function keptRun(hold: Hold, label: string, madeBy?: string): KeptRun {
  const nodes = new Map<string, NodeSpec>();
  let context: RunnerContext | undefined;
  let isHandedOut = false;
  return {
    nodes,
    get runId() {
      return madeBy ?? context?.runId ?? "";
    },
    createRunner(given) {
      context = given;
      // What was there before this process is not this process's to remove when something fails.
      const isKept = (): boolean => isHandedOut || madeBy !== undefined;
      const runner = createNodeRunner({ ...given, reuse: { label, madeBy, isKept } });
      return {
        ...runner,
        startNode(spec, options) {
          nodes.set(spec.name, spec);
          return runner.startNode(spec, options);
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
