import { createTestnet, type RunnerName, type Testnet, type TestnetOptions } from "../../../testnet/index.ts";
import { createCliLogger } from "../cli-logger.ts";
import type { CliContext } from "../context.ts";
import { addressesOf, addressLines } from "./describe-testnet.ts";
import { readTopology } from "./read-topology.ts";
import { untilAborted } from "./until-aborted.ts";

/** The flags of `icskit testnet up`. */
export interface UpFlags {
  readonly runner?: RunnerName;
  readonly json?: boolean;
  readonly keep?: boolean;
  readonly reuse?: boolean;
  readonly reuseFolder?: string;
}

/**
 * Runs a testnet until it is interrupted, or a node ends by itself; with `reuse` it goes on then, without its relayer.
 * @throws the reason of its end
 */
export async function upCommand(file: string | undefined, flags: UpFlags, context: CliContext): Promise<void> {
  const topology = await readTopology(file, context.environment);
  const { runner, reuseDirectory } = context.config;
  const chosen = { runner, ...topology, ...(flags.runner && { runner: flags.runner }) };
  const reuse = flags.reuse === true && { folder: flags.reuseFolder ?? reuseDirectory };
  await keepUp((options) => createTestnet(chosen, { ...options, reuse }), flags, context);
}

/** Starts a testnet, tells its addresses, and keeps it until it is interrupted, or a node ends by itself. */
export async function keepUp(
  start: (options: TestnetOptions) => Promise<Testnet>,
  flags: Pick<UpFlags, "json" | "keep" | "reuse">,
  context: CliContext,
): Promise<void> {
  const { config } = context;
  // A node that dies ends the testnet at once, with what its log says.
  const died = new AbortController();
  const signal = AbortSignal.any([context.signal, died.signal]);
  const begun = performance.now();
  console.error("Starting the testnet");
  const net = await start({
    signal,
    onNodeExit: (error) => died.abort(error),
    keep: (flags.keep ?? false) || config.keepHomes,
    logger: createCliLogger(config.logLevel),
    parentFolder: config.workDirectory,
    binariesDirectory: config.binariesDirectory,
  });
  try {
    await tell(net, flags.json ?? false);
    const end = flags.reuse ? 'leaves its nodes running, "icskit testnet down" removes them' : "ends it";
    console.error(`Ready after ${((performance.now() - begun) / 1000).toFixed(1)} s; Ctrl-C ${end}.`);
    await untilAborted(signal);
  } finally {
    const kept = await net.close({ failed: died.signal.aborted });
    if (kept !== undefined) console.error(`Homes and logs are kept in ${kept}`);
  }
  signal.throwIfAborted();
}

async function tell(net: Testnet, json: boolean): Promise<void> {
  const accountsFile = await net.writeAccounts();
  const addresses = addressesOf(net);
  if (json) console.log(JSON.stringify({ ...addresses, accountsFile, folder: net.folder }));
  else console.log(addressLines(addresses).join("\n"));
  console.error(`Funded accounts, with their mnemonic: ${accountsFile}`);
}
