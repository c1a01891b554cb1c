import { toBase64, toHex } from "@cosmjs/encoding";
import type { DuplicateVoteEvidence } from "cosmjs-types/tendermint/types/evidence";
import type { Vote } from "cosmjs-types/tendermint/types/types";

type Timestamp = DuplicateVoteEvidence["timestamp"];

/** As the RPC of CometBFT writes a double vote in a block. */
export function duplicateVoteJson({ voteA, voteB, ...rest }: DuplicateVoteEvidence): unknown {
  const value = {
    vote_a: voteA && voteJson(voteA),
    vote_b: voteB && voteJson(voteB),
    TotalVotingPower: String(rest.totalVotingPower),
    ValidatorPower: String(rest.validatorPower),
    Timestamp: timeJson(rest.timestamp),
  };
  return { type: "tendermint/DuplicateVoteEvidence", value };
}

function voteJson({ blockId, ...vote }: Vote): unknown {
  const { hash, partSetHeader } = blockId;
  return {
    type: vote.type,
    height: String(vote.height),
    round: vote.round,
    block_id: { hash: toHex(hash), parts: { total: partSetHeader.total, hash: toHex(partSetHeader.hash) } },
    timestamp: timeJson(vote.timestamp),
    validator_address: toHex(vote.validatorAddress),
    validator_index: vote.validatorIndex,
    signature: toBase64(vote.signature),
  };
}

function timeJson({ seconds, nanos }: Timestamp): string {
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  return `${whole}.${String(nanos).padStart(9, "0")}Z`;
}
