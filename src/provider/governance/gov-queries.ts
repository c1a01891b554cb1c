import type { Coin } from "@cosmjs/proto-signing";
import type { QueryClient } from "@cosmjs/stargate";
import { type Proposal, ProposalStatus } from "cosmjs-types/cosmos/gov/v1/gov";
import {
  QueryParamsRequest,
  QueryParamsResponse,
  QueryProposalRequest,
  QueryProposalResponse,
} from "cosmjs-types/cosmos/gov/v1/query";
import { timestampToDate } from "../../ccv/wire-time.ts";
import { type QueryOptions, queryChain } from "../../chain/query.ts";
import { IcsError } from "../../errors.ts";

const PARAMS = { path: "/cosmos.gov.v1.Query/Params", request: QueryParamsRequest, response: QueryParamsResponse };
const PROPOSAL = {
  path: "/cosmos.gov.v1.Query/Proposal",
  request: QueryProposalRequest,
  response: QueryProposalResponse,
};

/** What a chain's governance asks for. */
export interface GovernanceTerms {
  readonly minDeposit: readonly Coin[];
  readonly votingPeriodMs: number;
  /** What a proposer must pay of that when proposing. */
  readonly initialDeposit: readonly Coin[];
}

/** What proposals cost now, and how long they are voted on. @throws RPC_QUERY_FAILED, RPC_UNREACHABLE */
export async function queryGovernanceTerms(base: QueryClient): Promise<GovernanceTerms> {
  const { params } = await queryChain(base, PARAMS, QueryParamsRequest.fromPartial({ paramsType: "voting" }));
  if (params === undefined) throw empty(PARAMS.path);
  const { seconds = 0n, nanos = 0 } = params.votingPeriod ?? {};
  const { minDeposit, minInitialDepositRatio, minDepositRatio } = params;
  // The proposer's deposit is a deposit too: it may not be too small as one.
  const ratio = Math.max(Number(minInitialDepositRatio), Number(minDepositRatio));
  return {
    minDeposit,
    initialDeposit: minDeposit.map(({ denom, amount }) => ({ denom, amount: partOf(BigInt(amount), ratio) })),
    votingPeriodMs: Number(seconds) * 1000 + nanos / 1_000_000,
  };
}

/** Where a proposal stands. */
export interface ProposalState {
  readonly status: "deposit" | "voting" | "passed" | "rejected" | "failed";
  /** Why a proposal that passed could not be executed; else "". */
  readonly failedReason: string;
  /** Undefined while it has not enough deposits. */
  readonly votingEnds: Date | undefined;
  /** Tokens by vote, once the vote is over. */
  readonly tally: { readonly yes: bigint; readonly no: bigint; readonly abstain: bigint; readonly veto: bigint };
}

const statuses: Readonly<Partial<Record<ProposalStatus, ProposalState["status"]>>> = {
  [ProposalStatus.PROPOSAL_STATUS_DEPOSIT_PERIOD]: "deposit",
  [ProposalStatus.PROPOSAL_STATUS_VOTING_PERIOD]: "voting",
  [ProposalStatus.PROPOSAL_STATUS_PASSED]: "passed",
  [ProposalStatus.PROPOSAL_STATUS_REJECTED]: "rejected",
  [ProposalStatus.PROPOSAL_STATUS_FAILED]: "failed",
};

/**
 * How a proposal stands.
 * @throws RPC_QUERY_FAILED for an unknown proposal, such as one that never had enough deposits; RPC_UNREACHABLE
 */
export async function queryProposal(
  base: QueryClient,
  proposalId: bigint,
  options?: QueryOptions,
): Promise<ProposalState> {
  const { proposal } = await queryChain(base, PROPOSAL, { proposalId }, options);
  const status = proposal && statuses[proposal.status];
  if (proposal === undefined || status === undefined) throw empty(PROPOSAL.path);
  return {
    status,
    failedReason: proposal.failedReason,
    votingEnds: timestampToDate(proposal.votingEndTime),
    tally: tallyOf(proposal),
  };
}

function tallyOf({ finalTallyResult: tally }: Proposal): ProposalState["tally"] {
  return {
    yes: BigInt(tally?.yesCount || 0),
    no: BigInt(tally?.noCount || 0),
    abstain: BigInt(tally?.abstainCount || 0),
    veto: BigInt(tally?.noWithVetoCount || 0),
  };
}

/** Rounded up, in steps of a millionth, and one unit at least: no deposit at all is refused. */
function partOf(amount: bigint, ratio: number): string {
  const share = (amount * BigInt(Math.ceil(ratio * 1_000_000)) + 999_999n) / 1_000_000n;
  return `${share > 0n ? share : 1n}`;
}

function empty(path: string): IcsError {
  return new IcsError("RPC_QUERY_FAILED", `The chain's governance answered ${path} with nothing`, { path });
}
