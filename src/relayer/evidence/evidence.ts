import { toHex } from "@cosmjs/encoding";
import type { Header } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import type { DuplicateVoteEvidence } from "cosmjs-types/tendermint/types/evidence";
import type { IncludedTx } from "../../chain/tx-sender.ts";
import type { IcsError } from "../../errors.ts";
import type { SubmittedBefore } from "./submitted-evidence.ts";

/** A consumer's validator has voted for two blocks of one height; the proof is in a block of the consumer. */
export interface DoubleVote {
  readonly kind: "doubleVote";
  /** The height of both votes. */
  readonly height: bigint;
  /** Consensus address of the validator on the consumer, upper-case hex as CometBFT writes it. */
  readonly validatorAddress: string;
  /** The consumer's block that has the proof. */
  readonly blockHeight: bigint;
  readonly evidence: DuplicateVoteEvidence;
}

/** The provider's client of the consumer was shown a header that the consumer's chain does not have. */
export interface ConflictingHeader {
  readonly kind: "conflictingHeader";
  /** The height of both headers. */
  readonly height: bigint;
  /** Hash of the header that the client was shown, upper-case hex. */
  readonly hash: string;
  /** Hash of the consumer's own header, upper-case hex. */
  readonly genuineHash: string;
  readonly header: Header;
  /** The provider's transaction that had it. */
  readonly txHash: string;
}

/** A proof that validators of a consumer have broken the rules. */
export type ConsumerEvidence = DoubleVote | ConflictingHeader;

/** What is done about evidence: the offenders are punished; a client that was shown two headers is frozen as well. */
export type EvidenceAction = "punish" | "freeze";

/** Evidence that the provider took from us. */
export interface SubmittedEvidence {
  readonly evidence: ConsumerEvidence;
  readonly action: EvidenceAction;
  readonly tx: IncludedTx;
}

/**
 * Why evidence was left alone.
 * - `submitted-before`: the provider has it already, from whomever.
 * - `already-punished`: every offender is tombstoned; of a client, it is frozen.
 * - `validator-gone`: the provider knows no such validator any more, or it is unbonded.
 * - `nobody-to-punish`: nobody signed both headers, or nobody can be told to have done wrong (amnesia).
 * - `too-old`: from before the launch, or from before what the client still trusts.
 * - `consumer-unknown`: the provider has no such consumer, or has removed it.
 * - `not-provable`: the nodes no longer have what the proof needs, or the provider finds it wrong.
 * - `failed`: something else, several times in a row.
 */
export type NotSubmittedReason =
  | "submitted-before"
  | "already-punished"
  | "validator-gone"
  | "nobody-to-punish"
  | "too-old"
  | "consumer-unknown"
  | "not-provable"
  | "failed";

/** Evidence that was left alone, and why; it is not tried again. */
export interface EvidenceNotSubmitted {
  readonly evidence: ConsumerEvidence;
  readonly action: EvidenceAction;
  readonly reason: NotSubmittedReason;
  /** For `submitted-before`. */
  readonly before: SubmittedBefore | undefined;
  /** What the provider said, or what was in the way. */
  readonly error: IcsError | undefined;
}

/** Evidence of the double votes in a consumer's block. */
export function doubleVotes(blockHeight: bigint, duplicateVotes: readonly DuplicateVoteEvidence[]): DoubleVote[] {
  return duplicateVotes.flatMap((evidence) => {
    const { voteA } = evidence;
    if (voteA === undefined) return [];
    const validatorAddress = upperHex(voteA.validatorAddress);
    return [{ kind: "doubleVote", height: voteA.height, validatorAddress, blockHeight, evidence }];
  });
}

/**
 * What makes two proofs the same one. A validator that votes twice at a height is punished for it once, in however many
 * rounds it did so: x/evidence of the Cosmos SDK sees it so too.
 */
export function evidenceKey(evidence: ConsumerEvidence): string {
  return evidence.kind === "doubleVote"
    ? doubleVoteKey(evidence.validatorAddress, evidence.height)
    : conflictKey(evidence.height, [evidence.hash, evidence.genuineHash]);
}

/** The key of a validator's double vote. */
export function doubleVoteKey(validatorAddress: string, height: bigint): string {
  return `double vote of ${validatorAddress} at ${height}`;
}

/** The key of two headers of one height. */
export function conflictKey(height: bigint, hashes: readonly string[]): string {
  return `headers ${[...hashes].sort().join(" and ")} at ${height}`;
}

/** Hash of the block that a header's commit is for, upper-case hex. */
export function committedHash(header: Header): string {
  return upperHex(header.signedHeader?.commit?.blockId.hash ?? new Uint8Array());
}

/** Bytes as CometBFT writes them. */
export function upperHex(bytes: Uint8Array): string {
  return toHex(bytes).toUpperCase();
}
