import { findReusedRuns, type ReusedRun, removeReusedRun } from "../runner/container/reused-runs.ts";
import { holdTestnet } from "./hold-testnet.ts";
import { removeReuseFile, reuseFiles } from "./reuse-file.ts";
import { defaultReuseFolder, folderId, hashOf, reuseLabel } from "./reuse-label.ts";

/** Which reused testnets are removed. */
export interface RemoveReusedOptions {
  /** Where their keys are. Default: `.icskit/reuse` in the package. */
  readonly folder?: string | undefined;
  /** Also those of other folders, and of other users of the engine, whether they are in use or not. Default false. */
  readonly all?: boolean | undefined;
  /** Told of each that is gone, also where another one cannot be removed. */
  readonly onRemoved?: ((run: ReusedRun) => void) | undefined;
}

/**
 * Removes the testnets that were left running for later processes: containers, networks and keys. Resolves with them,
 * [] where there are none.
 * @throws TESTNET_ENGINE_UNAVAILABLE; AggregateError of TESTNET_IN_USE and of what else went wrong, once all others are removed
 */
export async function removeReusedTestnets(options: RemoveReusedOptions = {}): Promise<readonly ReusedRun[]> {
  const { folder = defaultReuseFolder, all = false, onRemoved } = options;
  const [runs, id] = await Promise.all([findReusedRuns(), folderId(folder)]);
  const kept = (await reuseFiles(folder)).map((hash) => reuseLabel(id, hash));
  // Where somebody has removed the containers, the keys are left.
  const gone = kept.filter((label) => !runs.some((run) => run.label === label)).map((label) => ({ label, nodes: [] }));
  const wanted = [...runs.filter(({ label }) => all || hashOf(label, id) !== undefined), ...gone];
  const removals = wanted.map(async (run) => {
    await remove(run, folder, hashOf(run.label, id));
    onRemoved?.(run);
  });
  const results = await Promise.allSettled(removals);
  const failures = results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new AggregateError(failures, "Some reused testnets could not be removed");
  return wanted;
}

/** Of this folder's testnets, none that is in use. */
async function remove({ label }: ReusedRun, folder: string, hash: string | undefined): Promise<void> {
  if (hash === undefined) return removeReusedRun(label);
  const hold = await holdTestnet(folder, hash, { timeoutMs: 0 });
  try {
    await removeReuseFile(folder, hash);
    await removeReusedRun(label);
  } finally {
    await hold.release();
  }
}
