import { fromBase64, fromHex, toHex } from "@cosmjs/encoding";
import { fromRfc3339WithNanoseconds, toSeconds } from "@cosmjs/tendermint-rpc";
import type { DuplicateVoteEvidence } from "cosmjs-types/tendermint/types/evidence";
import { type BlockID, PartSetHeader } from "cosmjs-types/tendermint/types/types";
import * as z from "zod";
import { IcsError, type Problem, problemLines } from "../errors.ts";
import { shownUrl } from "./shown-url.ts";

const hex = z.string().regex(/^([0-9a-fA-F]{2})*$/);
const bytesOfHex = hex.transform((text) => fromHex(text.toLowerCase()));
const bytes = z.base64().transform(fromBase64);
const int64 = z
  .string()
  .regex(/^-?\d+$/)
  .transform(BigInt);
const timestamp = z.iso.datetime().transform((text) => {
  const { seconds, nanos } = toSeconds(fromRfc3339WithNanoseconds(text));
  return { seconds: BigInt(seconds), nanos };
});

const vote = z
  .object({
    type: z.int(),
    height: int64,
    round: z.int(),
    block_id: z.object({ hash: bytesOfHex, parts: z.object({ total: z.int(), hash: bytesOfHex }) }),
    timestamp,
    validator_address: bytesOfHex,
    validator_index: z.int(),
    signature: bytes,
    extension: bytes.nullish(),
    extension_signature: bytes.nullish(),
  })
  .transform(({ block_id: { hash, parts }, ...rest }) => ({
    type: rest.type,
    height: rest.height,
    round: rest.round,
    blockId: { hash, partSetHeader: parts },
    timestamp: rest.timestamp,
    validatorAddress: rest.validator_address,
    validatorIndex: rest.validator_index,
    signature: rest.signature,
    extension: rest.extension ?? new Uint8Array(),
    extensionSignature: rest.extension_signature ?? new Uint8Array(),
  }));

const duplicateVote = z
  .object({ vote_a: vote, vote_b: vote, TotalVotingPower: int64, ValidatorPower: int64, Timestamp: timestamp })
  .transform(
    (value): DuplicateVoteEvidence => ({
      voteA: value.vote_a,
      voteB: value.vote_b,
      totalVotingPower: value.TotalVotingPower,
      validatorPower: value.ValidatorPower,
      timestamp: value.Timestamp,
    }),
  );

const evidence = z.array(
  z.union([
    z.object({ type: z.literal("tendermint/DuplicateVoteEvidence"), value: duplicateVote }),
    z.object({ type: z.string().refine((type) => type !== "tendermint/DuplicateVoteEvidence") }),
  ]),
);

/**
 * The double votes in the evidence of a block, from the JSON of CometBFT's RPC, which CosmJS hands on undecoded.
 * Evidence of other kinds is left out.
 * @throws RPC_RESPONSE_INVALID for what CometBFT 0.38 does not write
 * @see types/evidence.go of CometBFT 0.38
 */
export function parseDuplicateVotes(json: unknown, url: string): readonly DuplicateVoteEvidence[] {
  const parsed = evidence.safeParse(json ?? []);
  if (parsed.success) return parsed.data.flatMap((item) => ("value" in item ? [item.value] : []));
  const problems = parsed.error.issues.map(
    (issue): Problem => ({ name: issue.path.join("."), got: "something else", wanted: issue.message }),
  );
  throw new IcsError(
    "RPC_RESPONSE_INVALID",
    `The evidence in a block of ${shownUrl(url)} cannot be read\n${problemLines(problems)}`,
    { url: shownUrl(url), path: "block" },
    { cause: parsed.error },
  );
}

/** Below 0 where `left` comes first in the order that CometBFT wants of the two votes of a double vote; 0 for the same block. */
export function compareBlockIds(left: BlockID, right: BlockID): number {
  const [first, second] = [blockIdKey(left), blockIdKey(right)];
  if (first === second) return 0;
  return first < second ? -1 : 1;
}

/** @see BlockID.Key in types/block.go of CometBFT 0.38 */
function blockIdKey({ hash, partSetHeader }: BlockID): string {
  // Hexadecimal digits are in the order of the bytes.
  return toHex(hash) + toHex(PartSetHeader.encode(partSetHeader).finish());
}
