import { join } from "node:path";
import type { RunningChain } from "../chain.ts";
import type { RunningNode, StartOptions } from "../runner/runner.ts";
import { startNodes } from "../runner/start-nodes.ts";
import { copyChain, copyHomes } from "./copy-chain.ts";

/**
 * Runs a second node with a validator's key beside the first, as an operator does who moves to a new machine and forgets
 * the old one. It takes the chain's blocks from the others and then signs too: the two contradict each other as soon as
 * the validator proposes a block. Resolves when the node answers; it ends by its `close`, or with the testnet.
 * @throws TESTNET_FAULT_UNAVAILABLE where the chain's nodes are no processes of this testnet; as `NodeRunner.startNode`
 */
export async function runTwin(
  chain: RunningChain,
  validator: string,
  options: StartOptions = {},
): Promise<RunningNode> {
  const { context, prepared } = await copyChain(chain, { suffix: "twin", validators: [validator], join: true });
  const { workspace } = context;
  await copyHomes(chain, prepared, join("config", "genesis.json"));
  const [node] = await startNodes(workspace.runner, prepared.nodes, options);
  if (node === undefined) throw new TypeError(`${validator} has no second node`);
  return workspace.use(node, "nodes");
}
