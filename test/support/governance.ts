import { sha256 } from "@cosmjs/crypto";
import { toBech32, toUtf8 } from "@cosmjs/encoding";
import type { EncodeObject } from "@cosmjs/proto-signing";
import { ProposalStatus, VoteOption } from "cosmjs-types/cosmos/gov/v1/gov";
import { QueryProposalRequest, QueryProposalResponse } from "cosmjs-types/cosmos/gov/v1/query";
import { MsgSubmitProposalResponse } from "cosmjs-types/cosmos/gov/v1/tx";
import { queryChain } from "../../src/chain/query.ts";
import { createProviderRegistry } from "../../src/index.ts";
import type { Testnet } from "../../testnet/index.ts";

/** The account of x/gov on the provider: the hash of its module's name. */
export const governanceAddress = toBech32("cosmos", sha256(toUtf8("gov")).slice(0, 20));

const proposalQuery = {
  path: "/cosmos.gov.v1.Query/Proposal",
  request: QueryProposalRequest,
  response: QueryProposalResponse,
};

/** Proposes a message of the governance account, has every validator vote yes, and waits until it has passed. */
export async function passProposal(net: Testnet, title: string, message: EncodeObject): Promise<void> {
  const proposer = await net.provider.client("delegator");
  const value = {
    messages: [createProviderRegistry().encodeAsAny(message)],
    initialDeposit: [{ denom: net.provider.chain.denom, amount: "20000000" }],
    proposer: proposer.address,
    metadata: "",
    title,
    summary: title,
    expedited: false,
  };
  const tx = await proposer.sender.send([{ typeUrl: "/cosmos.gov.v1.MsgSubmitProposal", value }]);
  const { proposalId } = MsgSubmitProposalResponse.decode(tx.responses[0]?.value ?? new Uint8Array());
  await Promise.all(net.provider.chain.validators.map(({ name }) => vote(net, name, proposalId)));

  const { connection } = net.provider;
  for await (const block of connection.blocks({ from: tx.height })) {
    const { proposal } = await queryChain(
      connection.queryClient,
      proposalQuery,
      { proposalId },
      { height: block.height },
    );
    const status = proposal?.status;
    if (status === ProposalStatus.PROPOSAL_STATUS_PASSED) return;
    if (status === ProposalStatus.PROPOSAL_STATUS_VOTING_PERIOD) continue;
    throw new Error(`Proposal ${proposalId} ended in status ${status}: ${proposal?.failedReason}`);
  }
}

async function vote(net: Testnet, validatorName: string, proposalId: bigint): Promise<void> {
  const voter = await net.provider.client(validatorName);
  const value = { proposalId, voter: voter.address, option: VoteOption.VOTE_OPTION_YES, metadata: "" };
  await voter.sender.send([{ typeUrl: "/cosmos.gov.v1.MsgVote", value }]);
}
