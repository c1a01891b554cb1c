import { toHex } from "@cosmjs/encoding";
import type { Header } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import type { Commit, Vote } from "cosmjs-types/tendermint/types/types";
import type { ValidatorSet } from "cosmjs-types/tendermint/types/validator";
import * as z from "zod";
import { accountRule } from "../ccv/rules/address-rules.ts";
import { problemsAt, problemsOf, refuseMessage } from "../ccv/rules/refuse-message.ts";
import { consumerIdRule } from "../ccv/rules/text-rules.ts";
import { revisionNumber } from "../chain/chain-id.ts";
import { compareBlockIds } from "../chain/duplicate-votes.ts";
import {
  MsgSubmitConsumerDoubleVoting,
  MsgSubmitConsumerMisbehaviour,
} from "../codec/interchain_security/ccv/provider/v1/tx.ts";
import type { Problem } from "../errors.ts";
import type { SubmitConsumerDoubleVoting, SubmitConsumerMisbehaviour } from "./evidence-messages.ts";
import { hasMember, validatorSetSchema, voteSchema } from "./rules/evidence-schema.ts";

/**
 * Checks what the provider would refuse without looking into its state or at a signature.
 * @throws TX_MESSAGE_INVALID with every problem and its field path
 * @see ValidateBasic of MsgSubmitConsumerDoubleVoting in x/ccv/provider/types/msg.go, VerifyDoubleVotingEvidence in
 * x/ccv/provider/keeper/consumer_equivocation.go
 */
export function checkDoubleVoting(input: SubmitConsumerDoubleVoting): void {
  const { duplicateVoteEvidence, infractionBlockHeader: header } = input;
  const { voteA, voteB } = duplicateVoteEvidence;
  const problems = [...submissionProblems(input), ...votesProblems(voteA, voteB)];
  if (!header.signedHeader?.header) problems.push(missing("infractionBlockHeader.signedHeader.header"));
  const name = "infractionBlockHeader.validatorSet";
  problems.push(...validatorSetProblems(name, header.validatorSet));
  if (header.validatorSet && voteA && !hasMember(header.validatorSet, voteA.validatorAddress)) {
    const wanted = `a set with validator ${toHex(voteA.validatorAddress).toUpperCase()}`;
    problems.push({ name, got: `${header.validatorSet.validators.length} validators without it`, wanted });
  }
  refuseMessage(MsgSubmitConsumerDoubleVoting.typeUrl, problems);
}

/**
 * Checks what the provider would refuse without looking into its state or at a signature.
 * @throws TX_MESSAGE_INVALID with every problem and its field path
 * @see ValidateBasic in modules/light-clients/07-tendermint/misbehaviour.go of ibc-go, CheckMisbehaviour in
 * x/ccv/provider/keeper/consumer_equivocation.go
 */
export function checkMisbehaviour(input: SubmitConsumerMisbehaviour): void {
  const { clientId, header1, header2 } = input.misbehaviour;
  const problems = [...submissionProblems(input)];
  if (!/^07-tendermint-\d+$/.test(clientId)) {
    problems.push({ name: "misbehaviour.clientId", got: `"${clientId}"`, wanted: "a 07-tendermint client" });
  }
  problems.push(...headerProblems("header1", header1), ...headerProblems("header2", header2));
  const [first, second] = [header1?.signedHeader, header2?.signedHeader];
  if (first?.header && second?.header) {
    problems.push(
      ...same("misbehaviour.header2.signedHeader.header.chainId", first.header.chainId, second.header.chainId),
      ...same("misbehaviour.header2.signedHeader.header.height", first.header.height, second.header.height),
    );
    const [hash1, hash2] = [first, second].map(({ commit }) => toHex(commit?.blockId?.hash ?? new Uint8Array()));
    if (hash1 === hash2) {
      const name = "misbehaviour.header2.signedHeader.commit.blockId.hash";
      problems.push({ name, got: `${hash2}`, wanted: "another block than header1's" });
    }
  }
  refuseMessage(MsgSubmitConsumerMisbehaviour.typeUrl, problems);
}

function votesProblems(voteA: Vote | undefined, voteB: Vote | undefined): Problem[] {
  const path = "duplicateVoteEvidence.voteB";
  const absent = [...(voteA ? [] : [missing("duplicateVoteEvidence.voteA")]), ...(voteB ? [] : [missing(path)])];
  if (!voteA || !voteB) return absent;
  const each = [
    ...problemsAt("duplicateVoteEvidence.voteA", voteSchema, voteA),
    ...problemsAt(path, voteSchema, voteB),
  ];
  const order = compareBlockIds(voteA.blockId, voteB.blockId);
  const wanted = order === 0 ? "another block than voteA's" : "the later of both in the order of block ids";
  return [
    ...each,
    ...same(`${path}.height`, voteA.height, voteB.height),
    ...same(`${path}.round`, voteA.round, voteB.round),
    ...same(`${path}.type`, voteA.type, voteB.type),
    ...same(`${path}.validatorAddress`, toHex(voteA.validatorAddress), toHex(voteB.validatorAddress)),
    ...(order < 0 ? [] : [{ name: `${path}.blockId`, got: toHex(voteB.blockId.hash), wanted }]),
  ];
}

function submissionProblems(input: { readonly submitter: string; readonly consumerId: string }): Problem[] {
  return problemsOf(z.object({ submitter: accountRule, consumerId: consumerIdRule }), input);
}

function validatorSetProblems(name: string, set: ValidatorSet | undefined): Problem[] {
  return set === undefined ? [missing(name)] : problemsAt(name, validatorSetSchema, set);
}

/** @see ValidateBasic in modules/light-clients/07-tendermint/header.go of ibc-go */
function headerProblems(field: "header1" | "header2", header: Header | undefined): Problem[] {
  const name = `misbehaviour.${field}`;
  if (header === undefined) return [missing(name)];
  const { header: block, commit } = header.signedHeader ?? {};
  const problems: Problem[] = [];
  if (!block) problems.push(missing(`${name}.signedHeader.header`));
  if (!commit) problems.push(missing(`${name}.signedHeader.commit`));
  problems.push(...validatorSetProblems(`${name}.validatorSet`, header.validatorSet));
  problems.push(...validatorSetProblems(`${name}.trustedValidators`, header.trustedValidators));
  const { revisionNumber: revision, revisionHeight: trusted } = header.trustedHeight ?? { revisionHeight: 0n };
  if (trusted === 0n) {
    problems.push({ name: `${name}.trustedHeight`, got: "0", wanted: "a height that the client holds" });
  } else if (block && revision === revisionNumber(block.chainId) && trusted >= block.height) {
    problems.push({ name: `${name}.trustedHeight`, got: `${trusted}`, wanted: `a height below ${block.height}` });
  }
  if (block && commit) problems.push(...commitProblems(`${name}.signedHeader.commit`, block.height, commit, header));
  return problems;
}

/** @see ValidateBasic of SignedHeader in types/block.go, VerifyCommitLight in types/validation.go of CometBFT 0.38 */
function commitProblems(name: string, height: bigint, commit: Commit, { validatorSet }: Header): Problem[] {
  const [signatures, validators] = [commit.signatures.length, validatorSet?.validators.length ?? 0];
  const places = { name: `${name}.signatures`, got: `${signatures}`, wanted: `${validators}, one for each validator` };
  return [
    ...(commit.height === height ? [] : [{ name: `${name}.height`, got: `${commit.height}`, wanted: `${height}` }]),
    ...(signatures === validators ? [] : [places]),
  ];
}

function same(name: string, wanted: string | number | bigint, got: string | number | bigint): Problem[] {
  return wanted === got ? [] : [{ name, got: `${got}`, wanted: `${wanted}, as in the first` }];
}

function missing(name: string): Problem {
  return { name, got: "nothing", wanted: "a value" };
}
