import { MsgSend } from "cosmjs-types/cosmos/bank/v1beta1/tx";
import type { Coin } from "cosmjs-types/cosmos/base/v1beta1/coin";
import { VoteOption } from "cosmjs-types/cosmos/gov/v1/gov";
import { MsgDeposit, MsgSubmitProposal, MsgVote } from "cosmjs-types/cosmos/gov/v1/tx";
import { MsgUnjail } from "cosmjs-types/cosmos/slashing/v1beta1/tx";
import { MsgBeginRedelegate, MsgDelegate, MsgUndelegate } from "cosmjs-types/cosmos/staking/v1beta1/tx";
import { MsgRecoverClient } from "cosmjs-types/ibc/core/client/v1/tx";
import { type CatalogEntry, catalogEntry, MessageCatalog } from "./message-catalog.ts";
import { listOf, messageOf } from "./message-type.ts";
import { enumeration, flag, int64, text } from "./scalars.ts";

/** cosmos.base.v1beta1.Coin; its amount is digits on the wire too. */
export const coin = messageOf<Coin>({ denom: text, amount: { type: text, always: true } });

/** A list that amino has even where it is empty (`legacy_coins`). */
export const legacyCoins = { type: listOf(coin), always: true };

/** Messages of the Cosmos SDK and IBC that are sent beside those of Interchain Security. */
const plain: readonly CatalogEntry[] = [
  catalogEntry(
    MsgSend,
    messageOf<MsgSend>({ fromAddress: text, toAddress: text, amount: legacyCoins }),
    "cosmos-sdk/MsgSend",
  ),
  catalogEntry(
    MsgDelegate,
    messageOf<MsgDelegate>({ delegatorAddress: text, validatorAddress: text, amount: coin }),
    "cosmos-sdk/MsgDelegate",
  ),
  catalogEntry(
    MsgUndelegate,
    messageOf<MsgUndelegate>({ delegatorAddress: text, validatorAddress: text, amount: coin }),
    "cosmos-sdk/MsgUndelegate",
  ),
  catalogEntry(
    MsgBeginRedelegate,
    messageOf<MsgBeginRedelegate>({
      delegatorAddress: text,
      validatorSrcAddress: text,
      validatorDstAddress: text,
      amount: coin,
    }),
    "cosmos-sdk/MsgBeginRedelegate",
  ),
  catalogEntry(
    MsgUnjail,
    messageOf<MsgUnjail>({ validatorAddr: { type: text, aminoName: "address", always: true } }),
    "cosmos-sdk/MsgUnjail",
  ),
  catalogEntry(
    MsgVote,
    messageOf<MsgVote>({
      proposalId: { type: int64, always: true },
      voter: text,
      option: enumeration<VoteOption>(VoteOption),
      metadata: text,
    }),
    "cosmos-sdk/v1/MsgVote",
  ),
  catalogEntry(
    MsgDeposit,
    messageOf<MsgDeposit>({
      proposalId: { type: int64, always: true },
      depositor: text,
      amount: { type: listOf(coin), always: true },
    }),
    "cosmos-sdk/v1/MsgDeposit",
  ),
  catalogEntry(
    MsgRecoverClient,
    messageOf<MsgRecoverClient>({ subjectClientId: text, substituteClientId: text, signer: text }),
  ),
];

/** A module's messages beside the common ones of the SDK, each of which may also stand in a proposal. */
export function createMessageCatalog(own: readonly CatalogEntry[]): MessageCatalog {
  const proposable = new MessageCatalog([...plain, ...own]);
  const submitProposal = messageOf<MsgSubmitProposal>({
    messages: listOf(proposable.anyType()),
    initialDeposit: legacyCoins,
    proposer: text,
    metadata: text,
    title: text,
    summary: text,
    expedited: flag,
  });
  return new MessageCatalog([
    ...plain,
    ...own,
    catalogEntry(MsgSubmitProposal, submitProposal, "cosmos-sdk/v1/MsgSubmitProposal"),
  ]);
}
