import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { WaitOptions } from "../../src/index.ts";
import type { RunningChain } from "../chain.ts";
import { type ConsensusKey, consensusKeyFile } from "../node/consensus-key.ts";
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

/** Has a validator's node sign with another key: it is stopped, given the key, and started again. Native nodes only. */
export async function changeNodeKey(
  chain: RunningChain,
  validator: string,
  key: ConsensusKey,
  options: WaitOptions = {},
): Promise<void> {
  for (const node of nodesOf(chain, [validator])) {
    await node.stop();
    const file = join(node.home, "config", "priv_validator_key.json");
    await writeFile(file, JSON.stringify(consensusKeyFile(key), null, 2), { mode: 0o600 });
    await node.restart(options);
  }
}
