import { MsgDepositResponse, MsgSubmitProposalResponse, MsgVoteResponse } from "cosmjs-types/cosmos/gov/v1/tx";
import type { AnswerCodec } from "../chain/message-answer.ts";
import * as tx from "../codec/interchain_security/ccv/provider/v1/tx.ts";

/** How the provider's responses to its messages, and those of x/gov v1, are read; by type URL. */
export const providerAnswers: ReadonlyMap<string, AnswerCodec> = new Map(
  [
    tx.MsgAssignConsumerKeyResponse,
    tx.MsgChangeRewardDenomsResponse,
    tx.MsgCreateConsumerResponse,
    tx.MsgOptInResponse,
    tx.MsgOptOutResponse,
    tx.MsgRemoveConsumerResponse,
    tx.MsgSetConsumerCommissionRateResponse,
    tx.MsgSubmitConsumerDoubleVotingResponse,
    tx.MsgSubmitConsumerMisbehaviourResponse,
    tx.MsgUpdateConsumerResponse,
    tx.MsgUpdateParamsResponse,
    MsgSubmitProposalResponse,
    MsgDepositResponse,
    MsgVoteResponse,
  ].map((codec: AnswerCodec) => [codec.typeUrl, codec]),
);
