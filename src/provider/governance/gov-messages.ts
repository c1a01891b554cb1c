import type { Coin, EncodeObject } from "@cosmjs/proto-signing";
import { VoteOption } from "cosmjs-types/cosmos/gov/v1/gov";
import {
  MsgDeposit,
  type MsgDepositResponse,
  MsgSubmitProposal,
  type MsgSubmitProposalResponse,
  MsgVote,
  type MsgVoteResponse,
} from "cosmjs-types/cosmos/gov/v1/tx";
import { type AnsweredMessage, answeredMessage } from "../../chain/message-answer.ts";
import { providerMessages } from "../message-json.ts";

/** Input of `msgSubmitProposal`. */
export interface SubmitProposal {
  readonly proposer: string;
  /** Executed in order once the proposal has passed: all of them, or none. Each is signed by the governance account. */
  readonly messages: readonly EncodeObject[];
  readonly initialDeposit: readonly Coin[];
  readonly title: string;
  readonly summary: string;
  /** Free text, often a link. */
  readonly metadata?: string;
  readonly expedited?: boolean;
}

/**
 * MsgSubmitProposal of x/gov v1; its answer has the proposal's id.
 * @throws TX_JSON_INVALID for a message that a provider's governance is not known to execute
 */
export function msgSubmitProposal(input: SubmitProposal): AnsweredMessage<MsgSubmitProposalResponse> {
  const { messages, initialDeposit, metadata = "", expedited = false, ...rest } = input;
  const value: MsgSubmitProposal = {
    ...rest,
    messages: messages.map((message) => providerMessages.encode(message)),
    initialDeposit: [...initialDeposit],
    metadata,
    expedited,
  };
  return answeredMessage(MsgSubmitProposal.typeUrl, value);
}

/** MsgDeposit of x/gov v1: a proposal is voted on once its deposits reach the chain's minimum. */
export function msgDeposit(
  depositor: string,
  proposalId: bigint,
  amount: readonly Coin[],
): AnsweredMessage<MsgDepositResponse> {
  const value: MsgDeposit = { proposalId, depositor, amount: [...amount] };
  return answeredMessage(MsgDeposit.typeUrl, value);
}

/** How a vote goes. */
export type Vote = "yes" | "no" | "abstain" | "veto";

const options: Readonly<Record<Vote, VoteOption>> = {
  yes: VoteOption.VOTE_OPTION_YES,
  no: VoteOption.VOTE_OPTION_NO,
  abstain: VoteOption.VOTE_OPTION_ABSTAIN,
  veto: VoteOption.VOTE_OPTION_NO_WITH_VETO,
};

/** MsgVote of x/gov v1: counts what the voter has delegated; of a validator also what others did who do not vote. */
export function msgVote(voter: string, proposalId: bigint, vote: Vote): AnsweredMessage<MsgVoteResponse> {
  const value: MsgVote = { proposalId, voter, option: options[vote], metadata: "" };
  return answeredMessage(MsgVote.typeUrl, value);
}
