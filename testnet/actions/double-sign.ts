import type { ChainConnection } from "../../src/index.ts";
import type { RunningChain } from "../chain.ts";
import { broadcastEvidence } from "../faults/broadcast-evidence.ts";
import { createDoubleVote } from "../faults/double-vote.ts";
import type { ConsensusKey } from "../node/consensus-key.ts";

/** A chain, with a connection to it: a testnet's provider, or one of its consumers from `start` on. */
export interface ConnectedChain {
  readonly chain: RunningChain;
  readonly connection: ChainConnection;
}

/**
 * Has a validator sign a second block of the last final height, and the first node tell the others: CometBFT puts the proof into
 * one of the next blocks. Resolves with the height that was signed twice.
 * @param key the validator's key where it is not the one that it started with
 * @throws TypeError where the validator is not in the set of that height
 */
export async function doubleSign(
  { chain, connection }: ConnectedChain,
  validator: string,
  key: ConsensusKey | undefined = chain.validators.find(({ name }) => name === validator)?.consensusKey,
): Promise<bigint> {
  if (key === undefined) throw new TypeError(`${validator} is no validator of ${chain.name}`);
  // A commit is final only once the next block is there.
  const height = (await connection.latestHeight()) - 1n;
  const evidence = await createDoubleVote(connection, key, { height });
  await broadcastEvidence(chain.rpcUrl, evidence);
  return height;
}
