import type { Logger } from "../../src/index.ts";
import { createProcessRunner } from "./process-runner.ts";
import type { Reaper } from "./reaper.ts";
import type { NodeRunner } from "./runner.ts";

/** What a runner gets of the testnet that it runs nodes for. */
export interface RunnerContext {
  readonly runId: string;
  readonly reaper: Reaper;
  readonly logger: Logger;
  /** Where containers are to outlive this process. Default: they end with the run. */
  readonly reuse?: RunReuse | undefined;
}

/** Containers that outlive the process that made them, so that a later one takes them over. */
export interface RunReuse {
  /** What their label says: the same for the same testnet. */
  readonly label: string;
  /** The run that made them, where they are to be taken over; else this run makes them. */
  readonly madeBy?: string | undefined;
  /** Asked when a node or the runner is closed: true leaves everything running. */
  readonly isKept: () => boolean;
}

/**
 * Runs each chain's nodes by what their binary is: a file as a process, an image in containers. What containers need
 * is loaded, and an engine looked for, at the first image.
 */
export function createNodeRunner(context: RunnerContext): NodeRunner {
  const native = createProcessRunner(context.reaper);
  let containers: Promise<NodeRunner> | undefined;
  const runnerOf = ({ image }: { readonly image?: string | undefined }): Promise<NodeRunner> | NodeRunner => {
    if (image === undefined) return native;
    containers ??= import("./container/container-runner.ts").then(({ createContainerRunner }) =>
      createContainerRunner(context),
    );
    return containers;
  };
  return {
    placeChain: async (chain) => (await runnerOf(chain.binary)).placeChain(chain),
    initHome: async (binary, home) => (await runnerOf(binary)).initHome(binary, home),
    startNode: async (spec, options) => (await runnerOf(spec)).startNode(spec, options),
    async close(options) {
      await native.close(options);
      // Where none could be made, whoever wanted it was told.
      const made = await containers?.catch(() => undefined);
      await made?.close(options);
    },
  };
}
