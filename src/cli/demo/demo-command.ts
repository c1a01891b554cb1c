import { createTestnet, type Testnet } from "../../../testnet/index.ts";
import { createCliLogger } from "../cli-logger.ts";
import type { CliContext } from "../context.ts";
import type { DemoView, FinishedStep } from "./demo-step.ts";
import { demoTopology } from "./demo-topology.ts";
import { createLiveView } from "./live-view.ts";
import { createPlainView } from "./plain-view.ts";
import { runDemo } from "./run-demo.ts";
import { stepJson, summary } from "./summary.ts";

/** The flags of `icskit demo`. */
export interface DemoFlags {
  readonly json: boolean;
  readonly keep: boolean;
  /** Milliseconds. */
  readonly blockTime: number;
  readonly validators: number;
  readonly consumers: number;
  /** Default: what the environment says. */
  readonly runner?: "native" | "container";
}

/** Runs the demo on a testnet of its own, which ends with it. @throws CONFIG_INVALID, CHECK_FAILED; as `createTestnet` */
export async function demoCommand(flags: DemoFlags, { signal, config }: CliContext): Promise<void> {
  const topology = demoTopology({ ...flags, runner: flags.runner ?? config.runner, blockTimeMs: flags.blockTime });
  const begun = performance.now();
  let net: Testnet | undefined;
  // A node that dies ends the demo at once, with what its log says.
  const died = new AbortController();
  const ending = AbortSignal.any([signal, died.signal]);
  const view = withJson(
    createView(flags, () => net),
    flags.json,
  );
  let failed = true;
  try {
    net = await createTestnet(topology, {
      signal: ending,
      onNodeExit: (error) => died.abort(error),
      launch: false,
      keep: config.keepHomes,
      logger: createCliLogger(config.logLevel),
      parentFolder: config.workDirectory,
      binariesDirectory: config.binariesDirectory,
    });
    const steps = await runDemo(net, view, { signal: ending, begun });
    view.close();
    if (!flags.json) console.log(summary(steps));
    const seconds = (performance.now() - begun) / 1000;
    console.error(`Every step was verified on the chains, in ${seconds.toFixed(1)} s.`);
    if (flags.keep) await keepRunning(net, ending);
    died.signal.throwIfAborted();
    failed = false;
  } finally {
    view.close();
    const kept = await net?.close({ failed: failed && !signal.aborted });
    if (kept !== undefined) console.error(`Homes and logs are kept in ${kept}`);
  }
}

function createView(flags: DemoFlags, net: () => Testnet | undefined): DemoView {
  const { consumers } = flags;
  if (!process.stderr.isTTY || flags.json) return createPlainView((line) => console.error(line), consumers);
  return createLiveView(process.stderr, { consumers, heights: () => heightsOf(net()) });
}

function heightsOf(net: Testnet | undefined): ReadonlyMap<string, bigint> {
  if (net === undefined) return new Map();
  const { chain, connection } = net.provider;
  const running = net.consumers.filter((consumer) => consumer.isRunning);
  return new Map([
    [chain.chainId, connection.knownHeight],
    ...running.map((consumer): [string, bigint] => [consumer.spec.chainId, consumer.connection.knownHeight]),
  ]);
}

/** Each step goes to stdout as soon as it is verified. */
function withJson(view: DemoView, json: boolean): DemoView {
  if (!json) return view;
  return {
    ...view,
    stepFinished: (step: FinishedStep) => {
      view.stepFinished(step);
      console.log(stepJson(step));
    },
  };
}

async function keepRunning(net: Testnet, signal: AbortSignal): Promise<void> {
  console.error("\nThe chains go on; Ctrl-C ends them and removes their homes.");
  console.error(`  ${net.provider.chain.chainId}: ${net.provider.chain.nodes.map((node) => node.rpcUrl).join(" ")}`);
  for (const consumer of net.consumers) {
    console.error(`  ${consumer.spec.chainId}: ${consumer.chain.nodes.map((node) => node.rpcUrl).join(" ")}`);
  }
  console.error(`  homes, keys and logs: ${net.folder}`);
  console.error(`  mnemonic of all funded accounts: ${await net.writeAccounts()}`);
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
