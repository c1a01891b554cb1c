import { errorMessage, isIcsError, type Logger, silentLogger } from "../../src/index.ts";
import { keysOf } from "../checkpoint/checkpoint-testnet.ts";
import { type ChainBinaries, findChainBinaries } from "../find-binaries.ts";
import { findReusedRuns, removeReusedRun } from "../runner/container/reused-runs.ts";
import { launchTestnet, type Testnet, type TestnetOptions } from "../testnet.ts";
import type { ResolvedTopology, Topology } from "../topology.ts";
import { attachReused } from "./attach-reused.ts";
import { checkReusable } from "./check-reusable.ts";
import { type Hold, holdTestnet } from "./hold-testnet.ts";
import { type KeptRun, keptRun } from "./kept-run.ts";
import { type ReuseFile, readReuseFile, removeReuseFile, writeReuseFile } from "./reuse-file.ts";
import { defaultReuseFolder, folderId, packageVersion, reuseHash, reuseLabel } from "./reuse-label.ts";

/** Where and how a testnet that outlives its process is found again. */
export interface ReuseOptions {
  /** The folder for the keys of such testnets: a secret. Default: `.icskit/reuse` in the package. */
  readonly folder?: string | undefined;
  /** How long a process is waited for that uses the testnet. Default 120,000. */
  readonly timeoutMs?: number | undefined;
}

/** A testnet that this process alone may use. */
interface Reused {
  readonly resolved: ResolvedTopology;
  readonly binaries: ChainBinaries;
  readonly folder: string;
  readonly hash: string;
  readonly label: string;
  readonly hold: Hold;
  readonly logger: Logger;
  readonly options: Omit<TestnetOptions, "reuse">;
}

/**
 * Takes over the testnet that an earlier process left running for this topology. Where there is none, or it is broken,
 * a new one is launched; closing it leaves it running.
 * @throws CONFIG_INVALID for a testnet that cannot be left running; TESTNET_IN_USE; as `createTestnet`
 */
export async function reuseTestnet(
  topology: Topology,
  resolved: ResolvedTopology,
  { reuse, ...options }: TestnetOptions,
): Promise<Testnet> {
  const { launch, binariesDirectory: directory, signal, logger = silentLogger } = options;
  checkReusable(topology, resolved, launch);
  const { folder = defaultReuseFolder, timeoutMs } = typeof reuse === "object" ? reuse : {};
  const [binaries, version, id] = await Promise.all([
    findChainBinaries(resolved, { directory, signal }),
    packageVersion(),
    folderId(folder),
  ]);
  const hash = reuseHash({ topology, resolved, binaries, version });
  const onWait = (processId: number | undefined): void =>
    logger.info("waiting for the process that uses the testnet", { testnet: hash, processId });
  const hold = await holdTestnet(folder, hash, { signal, timeoutMs, onWait });
  const reused: Reused = { resolved, binaries, folder, hash, hold, logger, options, label: reuseLabel(id, hash) };
  try {
    return (await attach(reused)) ?? (await launchAnew(reused));
  } catch (error) {
    await hold.release();
    throw error;
  }
}

/** What a testnet that is launched anew would meet, too: a reason to leave the earlier one as it is. */
const notItsFault = ["TESTNET_ENGINE_UNAVAILABLE", "CONFIG_INVALID", "TESTNET_DISK_FULL"] as const;

/** Undefined where there is nothing to attach to any more. */
async function attach({ resolved, folder, hash, label, hold, logger, options }: Reused): Promise<Testnet | undefined> {
  const left = (await findReusedRuns()).find((run) => run.label === label);
  const stored = await readReuseFile(folder, hash);
  if (left === undefined && stored === undefined) return undefined;
  let reason = whyUnfit(left?.nodes ?? [], stored);
  if (stored !== undefined && reason === undefined) {
    const run = keptRun(hold, label, stored.runId);
    try {
      const net = await attachReused(resolved, stored, run, options);
      await handOut(net, run);
      logger.info("took over the testnet of an earlier process", { testnet: hash, nodes: stored.nodes.length });
      return net;
    } catch (error) {
      options.signal?.throwIfAborted();
      if (notItsFault.some((code) => isIcsError(error, code))) throw error;
      reason = errorMessage(error).split("\n")[0];
    }
  }
  logger.warn("the testnet of an earlier process is removed, and launched anew", { testnet: hash, reason });
  await removeReuseFile(folder, hash);
  await removeReusedRun(label);
  return undefined;
}

/** @throws what has ended a node meanwhile; the testnet is closed then */
async function handOut(net: Testnet, run: KeptRun): Promise<void> {
  if (run.died === undefined) return run.handOut();
  await net.close();
  throw run.died;
}

/** What can be told before anything is asked of its chains; undefined where all is there. */
function whyUnfit(nodes: readonly string[], stored: ReuseFile | undefined): string | undefined {
  if (stored === undefined) return "its launch did not get to its end, or the file with its keys is gone";
  const missing = stored.nodes.filter(({ name }) => !nodes.includes(name)).map(({ name }) => name);
  return missing.length === 0 ? undefined : `containers are gone: ${missing.join(", ")}`;
}

async function launchAnew({ resolved, binaries, folder, hash, label, hold, options }: Reused): Promise<Testnet> {
  const run = keptRun(hold, label);
  const net = await launchTestnet(resolved, binaries, { ...options, createRunner: run.createRunner });
  try {
    await writeReuseFile(folder, hash, toReuseFile(net, run));
  } catch (error) {
    await net.close();
    throw error;
  }
  run.handOut();
  return net;
}

function toReuseFile({ provider, consumers, accounts }: Testnet, run: KeptRun): ReuseFile {
  const chains = [provider.chain, ...consumers.map(({ chain }) => chain)];
  return {
    runId: run.runId,
    mnemonic: accounts.mnemonic,
    consumers: consumers.map(({ spec, consumerId }) => ({ name: spec.name, consumerId })),
    keys: new Map(chains.flatMap(keysOf)),
    gasPrices: new Map(chains.map(({ name, gasPrice }) => [name, gasPrice])),
    nodes: [...run.nodes.values()],
  };
}
