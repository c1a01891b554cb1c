import { connectChain, type WaitOptions } from "../../src/index.ts";
import { moreBlocks } from "../actions/blocks.ts";
import type { ConnectedChain } from "../actions/double-sign.ts";
import { nodesOf, startNodes, stopNodes } from "../actions/nodes.ts";
import type { RunningChain } from "../chain.ts";
import { nodeState } from "../checkpoint/checkpoint-testnet.ts";
import { startChain } from "../start-chain.ts";
import { copyChain, copyHomes } from "./copy-chain.ts";

/** How a fork is made. */
export interface ForkOptions extends WaitOptions {
  /** Those who sign both chains: more than two thirds of the power. Default: all with a node. */
  readonly validators?: readonly string[];
}

/**
 * Forks a chain: its nodes stop for a moment and then go on in two worlds that do not know of each other, with the same
 * past, id and keys. Resolves with the other world once it has made blocks of its own; it ends by `chain.close`, or with
 * the testnet. Its headers are what a light-client attack is made of.
 * @throws TESTNET_FAULT_UNAVAILABLE where the chain's nodes are no processes of this testnet; as `NodeRunner.startNode`
 */
export async function forkChain(
  chain: RunningChain,
  { validators, ...options }: ForkOptions = {},
): Promise<ConnectedChain> {
  const names = validators ?? nodesOf(chain).map(({ name }) => name.slice(chain.name.length + 1));
  const { context, prepared } = await copyChain(chain, { suffix: "fork", validators: names, join: false });
  await stopNodes(chain);
  try {
    for (const part of nodeState) await copyHomes(chain, prepared, part);
  } finally {
    await startNodes(chain, undefined, options);
  }
  // It has blocks from the beginning.
  const fork = await startChain(context, { ...prepared, initialHeight: 1n }, options);
  const { logger } = context.workspace;
  const connection = await connectChain({ url: fork.rpcUrl, expectedChainId: chain.chainId, logger, ...options });
  context.workspace.use(connection);
  // The next block may have been agreed on before the nodes stopped: the one after it is the fork's own.
  await moreBlocks(connection, 2, options);
  return { chain: fork, connection };
}
