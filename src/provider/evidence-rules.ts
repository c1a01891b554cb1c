import { toHex } from "@cosmjs/encoding";
import type { Header } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import type { Vote } from "cosmjs-types/tendermint/types/types";
import { compareBlockIds } from "../chain/duplicate-votes.ts";
import {
  MsgSubmitConsumerDoubleVoting,
  MsgSubmitConsumerMisbehaviour,
} from "../codec/interchain_security/ccv/provider/v1/tx.ts";
import type { Problem } from "../errors.ts";
import type { SubmitConsumerDoubleVoting, SubmitConsumerMisbehaviour } from "./messages.ts";
import { consumerIdProblems, refuse } from "./rules.ts";

/**
 * Checks what the provider would refuse without looking into its state or at a signature.
 * @throws TX_MESSAGE_INVALID with every problem and its field path
 * @see ValidateBasic of MsgSubmitConsumerDoubleVoting in x/ccv/provider/types/msg.go, VerifyDoubleVotingEvidence in
 * x/ccv/provider/keeper/consumer_equivocation.go
 */
export function checkDoubleVoting(input: SubmitConsumerDoubleVoting): void {
  const { consumerId, duplicateVoteEvidence, infractionBlockHeader: header } = input;
  const { voteA, voteB } = duplicateVoteEvidence;
  const problems = [...consumerIdProblems(consumerId), ...votesProblems(voteA, voteB)];
  if (!header.signedHeader?.header) problems.push(missing("infractionBlockHeader.signedHeader.header"));
  const name = "infractionBlockHeader.validatorSet";
  if (header.validatorSet === undefined) {
    problems.push(missing(name));
  } else if (voteA !== undefined && !hasMember(header, voteA.validatorAddress)) {
    const wanted = `a set with validator ${toHex(voteA.validatorAddress).toUpperCase()}`;
    problems.push({ name, got: `${header.validatorSet.validators.length} validators without it`, wanted });
  }
  refuse(MsgSubmitConsumerDoubleVoting.typeUrl, problems);
}

/**
 * Checks what the provider would refuse without looking into its state or at a signature.
 * @throws TX_MESSAGE_INVALID with every problem and its field path
 * @see ValidateBasic in modules/light-clients/07-tendermint/misbehaviour.go of ibc-go, CheckMisbehaviour in
 * x/ccv/provider/keeper/consumer_equivocation.go
 */
export function checkMisbehaviour(input: SubmitConsumerMisbehaviour): void {
  const { clientId, header1, header2 } = input.misbehaviour;
  const problems = [...consumerIdProblems(input.consumerId)];
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
  refuse(MsgSubmitConsumerMisbehaviour.typeUrl, problems);
}

function votesProblems(voteA: Vote | undefined, voteB: Vote | undefined): Problem[] {
  const path = "duplicateVoteEvidence.voteB";
  const absent = [...(voteA ? [] : [missing("duplicateVoteEvidence.voteA")]), ...(voteB ? [] : [missing(path)])];
  if (!voteA || !voteB) return absent;
  const order = compareBlockIds(voteA.blockId, voteB.blockId);
  const wanted = order === 0 ? "another block than voteA's" : "the later of both in the order of block ids";
  return [
    ...same(`${path}.height`, voteA.height, voteB.height),
    ...same(`${path}.round`, voteA.round, voteB.round),
    ...same(`${path}.type`, voteA.type, voteB.type),
    ...same(`${path}.validatorAddress`, toHex(voteA.validatorAddress), toHex(voteB.validatorAddress)),
    ...(order < 0 ? [] : [{ name: `${path}.blockId`, got: toHex(voteB.blockId.hash), wanted }]),
  ];
}

function headerProblems(field: "header1" | "header2", header: Header | undefined): Problem[] {
  const name = `misbehaviour.${field}`;
  if (header === undefined) return [missing(name)];
  const problems: Problem[] = [];
  if (!header.signedHeader?.header) problems.push(missing(`${name}.signedHeader.header`));
  if (!header.signedHeader?.commit) problems.push(missing(`${name}.signedHeader.commit`));
  if (header.validatorSet === undefined) problems.push(missing(`${name}.validatorSet`));
  if (header.trustedValidators === undefined) problems.push(missing(`${name}.trustedValidators`));
  if (!header.trustedHeight?.revisionHeight) {
    problems.push({ name: `${name}.trustedHeight`, got: "0", wanted: "a height that the client holds" });
  }
  return problems;
}

function hasMember(header: Header, address: Uint8Array): boolean {
  const validators = header.validatorSet?.validators ?? [];
  return validators.some((validator) => Buffer.compare(validator.address, address) === 0);
}

function same(name: string, wanted: string | number | bigint, got: string | number | bigint): Problem[] {
  return wanted === got ? [] : [{ name, got: `${got}`, wanted: `${wanted}, as in the first` }];
}

function missing(name: string): Problem {
  return { name, got: "nothing", wanted: "a value" };
}
