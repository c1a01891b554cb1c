import { randomBytes } from "node:crypto";
import type { DuplicateVoteEvidence } from "cosmjs-types/tendermint/types/evidence";
import { type BlockID, SignedMsgType, type Vote } from "cosmjs-types/tendermint/types/types";
import { type ChainConnection, compareBlockIds, queryHeader } from "../../src/index.ts";
import type { ConsensusKey } from "../node/consensus-key.ts";
import { signVote } from "./sign-vote.ts";

/** How a double vote is made. */
export interface DoubleVoteOptions {
  /** A height that the chain has reached, with the validator in its set. */
  readonly height: bigint;
  /** Default: precommits, of which the first is the one that the chain's own commit has. */
  readonly type?: "prevote" | "precommit";
}

/**
 * The proof that a validator voted for the block of a height and for another one. The vote for the block is the one in
 * the chain's commit, where it has one; the other is signed here.
 * @throws TypeError where the validator is not in the set of that height
 */
export async function createDoubleVote(
  connection: ChainConnection,
  key: ConsensusKey,
  { height, type = "precommit" }: DoubleVoteOptions,
): Promise<DuplicateVoteEvidence> {
  const { signedHeader, validatorSet } = await queryHeader(connection, height, height - 1n);
  const validators = validatorSet?.validators ?? [];
  const index = validators.findIndex(({ address }) => isSame(address, key.address));
  const validator = validators[index];
  const commit = signedHeader?.commit;
  if (validator === undefined || commit === undefined || signedHeader?.header === undefined) {
    throw new TypeError(`The validator is not in the set of ${connection.chainId} at height ${height}`);
  }
  const genuine = commit.signatures.find((signature) => isSame(signature.validatorAddress, key.address));
  const { time } = signedHeader.header;
  const base = {
    type: type === "prevote" ? SignedMsgType.SIGNED_MSG_TYPE_PREVOTE : SignedMsgType.SIGNED_MSG_TYPE_PRECOMMIT,
    height,
    round: commit.round,
    timestamp: genuine?.timestamp ?? time,
  };
  const signed = (blockId: BlockID): Vote => ({
    ...base,
    blockId,
    validatorAddress: key.address,
    validatorIndex: index,
    signature: signVote(key, connection.chainId, { ...base, blockId }),
    extension: new Uint8Array(),
    extensionSignature: new Uint8Array(),
  });
  // A signature of ed25519 is the same each time: signing again gives what is in the commit.
  const [first, second] = [signed(commit.blockId), signed(randomBlockId())];
  const isInOrder = compareBlockIds(first.blockId, second.blockId) < 0;
  return {
    voteA: isInOrder ? first : second,
    voteB: isInOrder ? second : first,
    totalVotingPower: validators.reduce((sum, { votingPower }) => sum + votingPower, 0n),
    validatorPower: validator.votingPower,
    timestamp: time,
  };
}

/** The id of a block that does not exist. */
export function randomBlockId(): BlockID {
  return {
    hash: new Uint8Array(randomBytes(32)),
    partSetHeader: { total: 1, hash: new Uint8Array(randomBytes(32)) },
  };
}

function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}
