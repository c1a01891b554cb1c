import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isIcsError, toJsonText } from "../../src/index.ts";
import { withFileLock } from "../../testnet/file-lock.ts";
import { findChainBinaries } from "../../testnet/find-binaries.ts";
import {
  checkpointTestnet,
  createTestnet,
  delegate,
  restoreTestnet,
  type Testnet,
  type TestnetOptions,
  type Topology,
  untilDelivered,
} from "../../testnet/index.ts";
import { packageRoot } from "../../testnet/package-root.ts";
import { resolveTopology } from "../../testnet/topology.ts";

const folder = join(packageRoot, ".icskit", "checkpoints");

/** Launching on a busy machine takes this long at most; then another process takes over. */
const LAUNCH_MS = 180_000;

/**
 * A testnet of this topology from a checkpoint, which is made first where there is none of these binaries, or an old
 * one; containers are in no checkpoint: theirs is launched. Each of its consumers has taken a VSC packet: one million
 * base units were delegated to `validator-0` for it.
 */
export async function restoreLaunched(topology: Topology, options: TestnetOptions): Promise<Testnet> {
  if (topology.runner === "container") return launch(topology, options);
  const path = await checkpointPath(topology);
  await mkdir(folder, { recursive: true });
  await withFileLock(`${path}.lock`, { abandonedAfterMs: LAUNCH_MS }, async () => {
    if (!existsSync(path)) await launchInto(path, topology);
  });
  try {
    return await restoreTestnet(path, options);
  } catch (error) {
    if (!isIcsError(error, "TESTNET_CHECKPOINT_EXPIRED") && !isIcsError(error, "TESTNET_CHECKPOINT_INVALID"))
      throw error;
    await rm(path, { recursive: true, force: true });
    await launchInto(path, topology);
    return restoreTestnet(path, options);
  }
}

async function launch(topology: Topology, options: TestnetOptions = {}): Promise<Testnet> {
  const net = await createTestnet(topology, options);
  try {
    const { height } = await delegate(net, "validator-0", 1_000_000n);
    await net.provider.connection.waitForHeight(height + BigInt(net.topology.provider.blocksPerEpoch));
    for (const consumer of net.consumers) await untilDelivered(net, consumer);
    return net;
  } catch (error) {
    await net.close({ failed: true });
    throw error;
  }
}

async function launchInto(path: string, topology: Topology): Promise<void> {
  await using net = await launch(topology);
  await checkpointTestnet(net, path);
}

async function checkpointPath(topology: Topology): Promise<string> {
  const resolved = resolveTopology(topology);
  const { provider, consumers } = await findChainBinaries(resolved, {});
  const stamps = [provider, ...consumers].map(({ stamp }) => stamp);
  const text = toJsonText({ stamps, topology });
  return join(folder, createHash("sha256").update(text).digest("hex").slice(0, 16));
}
