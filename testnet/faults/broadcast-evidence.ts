import type { Timestamp } from "cosmjs-types/google/protobuf/timestamp";
import type { DuplicateVoteEvidence } from "cosmjs-types/tendermint/types/evidence";
import type { Vote } from "cosmjs-types/tendermint/types/types";
import { IcsError } from "../../src/index.ts";

/**
 * Hands a double vote to a node, which checks it and passes it on to the others; one of the next blocks has it.
 * Resolves with the evidence's hash (upper-case hex).
 * @throws RPC_QUERY_FAILED with the node's reason for refusing it
 */
export async function broadcastEvidence(rpcUrl: string, evidence: DuplicateVoteEvidence): Promise<string> {
  const method = "broadcast_evidence";
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: { evidence: duplicateVoteJson(evidence) } });
  const response = await fetch(rpcUrl, { method: "POST", body, headers: { "Content-Type": "application/json" } });
  const answer = (await response.json()) as { result?: { hash: string }; error?: unknown };
  if (answer.result) return answer.result.hash;
  throw new IcsError("RPC_QUERY_FAILED", `${rpcUrl} refused the evidence: ${JSON.stringify(answer.error)}`, {
    url: rpcUrl,
    path: method,
  });
}

/** A double vote in the JSON of CometBFT's RPC. */
export function duplicateVoteJson(evidence: DuplicateVoteEvidence): unknown {
  return {
    type: "tendermint/DuplicateVoteEvidence",
    value: {
      vote_a: voteJson(evidence.voteA),
      vote_b: voteJson(evidence.voteB),
      TotalVotingPower: evidence.totalVotingPower.toString(),
      ValidatorPower: evidence.validatorPower.toString(),
      Timestamp: timeText(evidence.timestamp),
    },
  };
}

function voteJson(vote: Vote | undefined): unknown {
  if (vote === undefined) return null;
  const { hash, partSetHeader } = vote.blockId;
  return {
    type: vote.type,
    height: vote.height.toString(),
    round: vote.round,
    block_id: { hash: hexText(hash), parts: { total: partSetHeader.total, hash: hexText(partSetHeader.hash) } },
    timestamp: timeText(vote.timestamp),
    validator_address: hexText(vote.validatorAddress),
    validator_index: vote.validatorIndex,
    signature: Buffer.from(vote.signature).toString("base64"),
    extension: null,
    extension_signature: null,
  };
}

function timeText({ seconds, nanos }: Timestamp): string {
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  const fraction = nanos.toString().padStart(9, "0").replace(/0+$/, "");
  return fraction === "" ? `${whole}Z` : `${whole}.${fraction}Z`;
}

function hexText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex").toUpperCase();
}
