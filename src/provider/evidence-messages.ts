import type { Header, Misbehaviour } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import type { DuplicateVoteEvidence } from "cosmjs-types/tendermint/types/evidence";
import { type AnsweredMessage, answeredMessage } from "../chain/message-answer.ts";
import * as tx from "../codec/interchain_security/ccv/provider/v1/tx.ts";
import { checkDoubleVoting, checkMisbehaviour } from "./evidence-rules.ts";

/** Input of `msgSubmitConsumerDoubleVoting`. */
export interface SubmitConsumerDoubleVoting {
  /** Any account; it pays, and gets nothing for it. */
  readonly submitter: string;
  readonly consumerId: string;
  /** Two votes of one validator for different blocks of the same height, round and type; A before B by block id. */
  readonly duplicateVoteEvidence: DuplicateVoteEvidence;
  /** The consumer's header of that height: the validator's key is looked up in its validator set. */
  readonly infractionBlockHeader: Header;
}

/** Input of `msgSubmitConsumerMisbehaviour`. */
export interface SubmitConsumerMisbehaviour {
  /** Any account; it pays, and gets nothing for it. */
  readonly submitter: string;
  readonly consumerId: string;
  /** Two headers of the same height, each acceptable to the provider's client of the consumer. */
  readonly misbehaviour: Misbehaviour;
}

/**
 * MsgSubmitConsumerDoubleVoting: slashes, jails and, where the infraction parameters say so, tombstones one validator.
 * Without tombstoning the provider takes the same evidence again and again, and slashes each time.
 * @throws TX_MESSAGE_INVALID with every problem at once
 */
export function msgSubmitConsumerDoubleVoting(
  input: SubmitConsumerDoubleVoting,
): AnsweredMessage<tx.MsgSubmitConsumerDoubleVotingResponse> {
  checkDoubleVoting(input);
  const { submitter, consumerId, duplicateVoteEvidence, infractionBlockHeader } = input;
  const value: tx.MsgSubmitConsumerDoubleVoting = {
    submitter,
    duplicateVoteEvidence,
    infractionBlockHeader,
    consumerId,
  };
  return answeredMessage(tx.MsgSubmitConsumerDoubleVoting.typeUrl, value);
}

/**
 * MsgSubmitConsumerMisbehaviour: punishes, as a double vote, whoever signed both headers. The client is not frozen by
 * it: send MsgUpdateClient with the misbehaviour too.
 * @throws TX_MESSAGE_INVALID with every problem at once
 */
export function msgSubmitConsumerMisbehaviour(
  input: SubmitConsumerMisbehaviour,
): AnsweredMessage<tx.MsgSubmitConsumerMisbehaviourResponse> {
  checkMisbehaviour(input);
  const { submitter, misbehaviour, consumerId } = input;
  const value: tx.MsgSubmitConsumerMisbehaviour = { submitter, misbehaviour, consumerId };
  return answeredMessage(tx.MsgSubmitConsumerMisbehaviour.typeUrl, value);
}
