import { join } from "node:path";
import { IcsError } from "../../src/index.ts";
import { nodesOf } from "../actions/nodes.ts";
import type { PreparedChain, RunningChain, TestnetContext } from "../chain.ts";
import type { NodeAddress } from "../node/address-book.ts";
import { copyHomePart } from "../node/copy-home-part.ts";
import { type ChainPlan, prepareChain } from "../prepare-chain.ts";
import { originOf } from "../start-chain.ts";

/** Second homes of a chain's validators, with the same keys. */
export interface CopiedChain {
  readonly context: TestnetContext;
  /** Nothing of it runs yet. */
  readonly prepared: PreparedChain;
}

/** How second homes are made. */
export interface CopyOptions {
  /** The end of their folder's name. */
  readonly suffix: string;
  readonly validators: readonly string[];
  /** True where the copies dial the chain's own nodes. */
  readonly join: boolean;
}

/**
 * Places second nodes of these validators, with their keys and no blocks.
 * @throws TESTNET_FAULT_UNAVAILABLE where the nodes are no processes of this testnet
 */
export async function copyChain(
  chain: RunningChain,
  { suffix, validators, join: joins }: CopyOptions,
): Promise<CopiedChain> {
  nodesOf(chain, validators);
  const origin = originOf(chain);
  const { plan, nodes = [] } = origin?.prepared ?? {};
  const [first] = nodes;
  if (origin === undefined || plan === undefined || first === undefined || first.image !== undefined) {
    throw new IcsError(
      "TESTNET_FAULT_UNAVAILABLE",
      `Nodes of ${chain.name} cannot be copied: they are no processes of this testnet\nUse the native runner.`,
      { node: chain.name },
    );
  }
  const { context } = origin;
  const originals = nodes.map(
    ({ nodeId: id, placement: { outside } }): NodeAddress => ({ id, host: outside.host, port: outside.ports.p2p }),
  );
  const copied: ChainPlan<(typeof plan.validators)[number]> = {
    ...plan,
    name: `${plan.name}-${suffix}`,
    running: validators,
    firstPort: undefined,
    ...(joins && { otherPeers: originals }),
  };
  const prepared = await prepareChain(context, copied);
  // A node may have been given another key since.
  await copyHomes(chain, prepared, join("config", "priv_validator_key.json"));
  return { context, prepared };
}

/** Gives each copy a part of its original's home: a file or a folder, for instance `data`. */
export async function copyHomes(chain: RunningChain, { nodes }: PreparedChain, part: string): Promise<void> {
  await Promise.all(
    nodes.map(async ({ name, home }) => {
      const original = chain.nodeOf(name.slice(name.lastIndexOf("/") + 1));
      if (original === undefined) throw new TypeError(`${name} is no copy of a node of ${chain.name}`);
      await copyHomePart(original.home, home, part);
    }),
  );
}
