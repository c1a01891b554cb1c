import { toHex } from "@cosmjs/encoding";
import { ProposalStatus } from "cosmjs-types/cosmos/gov/v1/gov";
import { QueryProposalsRequest, QueryProposalsResponse } from "cosmjs-types/cosmos/gov/v1/query";
import type { Any } from "cosmjs-types/google/protobuf/any";
import { queryChain } from "../../chain/query.ts";
import { providerMessages } from "../message-json.ts";
import type { SigningProviderClient } from "../provider-client.ts";
import { type GovernancePlan, stepsAround } from "./governance-plan.ts";

const PROPOSALS = {
  path: "/cosmos.gov.v1.Query/Proposals",
  request: QueryProposalsRequest,
  response: QueryProposalsResponse,
};

/** A proposal under vote, and what is left to do of the plan that it carries out. */
export interface ProposalUnderVote {
  readonly proposalId: bigint;
  /** One line per step, in order. */
  readonly steps: readonly string[];
}

/**
 * The newest proposal under vote that has exactly the messages of a plan, whoever proposed it: `carryOutPlan` goes on with
 * it by its `proposalId`, without another deposit. Undefined where there is none.
 * @throws RPC_QUERY_FAILED, RPC_UNREACHABLE
 */
export async function findProposalUnderVote(
  { sender: { connection } }: SigningProviderClient,
  plan: GovernancePlan,
): Promise<ProposalUnderVote | undefined> {
  const wanted = textOf(plan.messages.map((message) => providerMessages.encode(message)));
  const request = QueryProposalsRequest.fromPartial({
    proposalStatus: ProposalStatus.PROPOSAL_STATUS_VOTING_PERIOD,
    pagination: { reverse: true },
  });
  const { proposals } = await queryChain(connection.queryClient, PROPOSALS, request);
  const found = proposals.find(({ messages }) => textOf(messages) === wanted);
  if (found === undefined) return undefined;
  const line = `vote on proposal ${found.id}, which is the same and under vote already`;
  return { proposalId: found.id, steps: stepsAround(plan, [line]) };
}

function textOf(messages: readonly Any[]): string {
  return messages.map(({ typeUrl, value }) => `${typeUrl} ${toHex(value)}`).join("\n");
}
