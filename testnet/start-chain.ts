import { findAccount } from "./accounts.ts";
import type { ChainValidator, PreparedChain, RunningChain, TestnetContext } from "./chain.ts";
import type { RunningNode, StartOptions } from "./runner/runner.ts";
import { startNodes, waitForBlock } from "./runner/start-nodes.ts";

/**
 * Starts all nodes of a prepared chain side by side and resolves when its first block exists.
 * `timeoutMs` (default 30,000 to answer, 60,000 to the block) holds for each of the two.
 * @throws as `NodeRunner.startNode`; TESTNET_NODE_NOT_READY where there is no block in time
 */
export async function startChain<V extends ChainValidator>(
  context: TestnetContext,
  prepared: PreparedChain<V>,
  options: StartOptions = {},
): Promise<RunningChain<V>> {
  const { workspace } = context;
  const nodes = await startNodes(workspace.runner, prepared.nodes, options);
  for (const node of nodes) workspace.use(node, "nodes");
  try {
    await waitForBlock(nodes, prepared.initialHeight, options);
  } catch (error) {
    await closeNodes(nodes);
    throw error;
  }
  const { name, chainId, addressPrefix, denom, gasPrice, validators, accounts } = prepared;
  const close = async (): Promise<void> => {
    await closeNodes(nodes);
    await prepared.places.close();
  };
  const chain: RunningChain<V> = {
    name,
    chainId,
    addressPrefix,
    denom,
    gasPrice,
    nodes,
    validators,
    accounts,
    close,
    rpcUrl: nodes[0]?.rpcUrl ?? "",
    account: (wanted) => findAccount(accounts, wanted),
    nodeOf: (validator) => nodes.find((node) => node.name === `${name}/${validator}`),
    [Symbol.asyncDispose]: close,
  };
  origins.set(chain, { context, prepared });
  return chain;
}

/** What a running chain was started from. */
export interface ChainOrigin {
  readonly context: TestnetContext;
  readonly prepared: PreparedChain;
}

const origins = new WeakMap<RunningChain, ChainOrigin>();

/** What a chain was started from; undefined where something else than `startChain` made it. */
export function originOf(chain: RunningChain): ChainOrigin | undefined {
  return origins.get(chain);
}

async function closeNodes(nodes: readonly RunningNode[]): Promise<void> {
  const results = await Promise.allSettled(nodes.map((node) => node.close()));
  const failures = results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
  if (failures.length > 0) throw new AggregateError(failures, "Some nodes could not be stopped");
}
