import type { WaitOptions } from "../../src/index.ts";
import type { RunningChain } from "../chain.ts";
import type { RunningNode } from "../runner/runner.ts";

/** The nodes of these validators on a chain, all of its nodes by default. @throws TypeError where one has none */
export function nodesOf(chain: RunningChain, validators?: readonly string[]): readonly RunningNode[] {
  return (
    validators?.map((validator) => {
      const node = chain.nodeOf(validator);
      if (node === undefined) throw new TypeError(`${validator} runs no node of ${chain.name}`);
      return node;
    }) ?? chain.nodes
  );
}

/** Stops nodes of a chain, all by default, as their operators would: the chain halts once a third of the power is gone. */
export async function stopNodes(chain: RunningChain, validators?: readonly string[]): Promise<void> {
  await Promise.all(nodesOf(chain, validators).map((node) => node.stop()));
}

/** Starts nodes of a chain again, all by default. @throws as `RunningNode.restart` */
export async function startNodes(
  chain: RunningChain,
  validators?: readonly string[],
  options: WaitOptions = {},
): Promise<void> {
  await Promise.all(nodesOf(chain, validators).map((node) => node.restart(options)));
}

/**
 * Has a validator miss blocks of a chain: its node is down until `until` resolves, and comes back also after a failure.
 * Resolves with what `until` gave. The chain goes on only where the others have more than two thirds of the power.
 */
export async function missBlocks<T>(chain: RunningChain, validator: string, until: () => Promise<T>): Promise<T> {
  await stopNodes(chain, [validator]);
  try {
    return await until();
  } finally {
    await startNodes(chain, [validator]);
  }
}
