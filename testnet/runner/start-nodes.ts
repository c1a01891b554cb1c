import { sleep } from "../../src/index.ts";
import { readTip } from "./rpc-status.ts";
import type { NodeRunner, NodeSpec, RunningNode, StartOptions } from "./runner.ts";

const pollMs = 15;
const defaultFirstBlockMs = 60_000;

/**
 * Starts nodes side by side and resolves when each of them answers, in the order of `specs`.
 * At the first failure the others are ended, and that failure is thrown.
 */
export async function startNodes(
  runner: NodeRunner,
  specs: readonly NodeSpec[],
  options: StartOptions = {},
): Promise<readonly RunningNode[]> {
  const failed = new AbortController();
  const signal = AbortSignal.any([failed.signal, ...(options.signal ? [options.signal] : [])]);
  const results = await Promise.allSettled(
    specs.map(async (spec) => {
      try {
        return await runner.startNode(spec, { ...options, signal });
      } catch (error) {
        failed.abort(error);
        throw error;
      }
    }),
  );
  const nodes = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  if (nodes.length === specs.length) return nodes;
  await Promise.all(nodes.map((node) => node.close()));
  throw failed.signal.reason;
}

/**
 * Resolves when the first of these nodes has committed a block of at least this height.
 * @throws TESTNET_NODE_EXITED as soon as one of the nodes ends
 * @throws TESTNET_NODE_NOT_READY where there is no block in time
 * @throws TESTNET_DISK_FULL where that is because a node has no room
 */
export async function waitForBlock(
  nodes: readonly RunningNode[],
  height: bigint,
  options: StartOptions = {},
): Promise<void> {
  const [first] = nodes;
  if (!first) throw new RangeError("A chain without nodes makes no blocks");
  const { signal, timeoutMs = defaultFirstBlockMs } = options;
  const started = performance.now();
  const expired = AbortSignal.timeout(timeoutMs);
  const ended = new AbortController();
  for (const node of nodes) {
    node.exited
      .then(async (exit) => ended.abort(await node.whyEnded(exit)))
      .catch((error: unknown) => ended.abort(error));
  }
  const stop = AbortSignal.any([expired, ended.signal, ...(signal ? [signal] : [])]);
  try {
    while ((await readTip(first.rpcUrl, stop)) < height) await sleep(pollMs, stop);
  } catch (error) {
    signal?.throwIfAborted();
    ended.signal.throwIfAborted();
    if (!expired.aborted) throw error;
    throw await first.whyNotReady(Math.round(performance.now() - started), `made no block of height ${height}`);
  }
}
