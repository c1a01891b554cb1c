import type { Coin } from "@cosmjs/proto-signing";
import { withDeadline } from "../../async/deadline.ts";
import type { WaitOptions } from "../../async/wait-options.ts";
import type { IncludedTx } from "../../chain/tx-sender.ts";
import { IcsError, problemLines } from "../../errors.ts";
import type { SigningProviderClient } from "../provider-client.ts";
import { msgDeposit, msgSubmitProposal, msgVote } from "./gov-messages.ts";
import { type ProposalState, queryProposal } from "./gov-queries.ts";
import { type GovernancePlan, missingEffects } from "./governance-plan.ts";

/** Who carries a plan out. */
export interface CarryOutOptions extends WaitOptions {
  readonly proposer: SigningProviderClient;
  /** Signs the plan's `handOver`; needed where it has one. */
  readonly owner?: SigningProviderClient;
  /** Pays what the proposer need not pay; default: the proposer pays all at once. */
  readonly depositor?: SigningProviderClient;
  /** Those who vote yes, for instance all validators. Others may vote elsewhere meanwhile. */
  readonly voters: readonly SigningProviderClient[];
  /** A proposal under vote that is the plan's already: there is no other one, and no other deposit. */
  readonly proposalId?: bigint;
  /** Told of each step once it is done. */
  readonly onProgress?: (progress: GovernanceProgress) => void;
}

/** A step of a plan that is done. */
export type GovernanceProgress =
  | { readonly kind: "handedOver"; readonly tx: IncludedTx }
  | { readonly kind: "proposed"; readonly proposalId: bigint; readonly tx: IncludedTx }
  | { readonly kind: "deposited"; readonly tx: IncludedTx }
  | { readonly kind: "voted"; readonly voter: string; readonly tx: IncludedTx }
  | { readonly kind: "passed"; readonly height: bigint; readonly proposal: ProposalState }
  | { readonly kind: "verified"; readonly height: bigint };

/** A proposal that passed, and whose effects are in the chain's state. */
export interface CarriedOut {
  readonly proposalId: bigint;
  /** The block that ended the vote and executed the messages. */
  readonly height: bigint;
  readonly proposal: ProposalState;
}

/**
 * Carries a plan out: hands over, proposes, deposits, votes, waits for the block that ends the vote, and verifies the
 * effects in that block's state. To go on after a failure, make the plan anew: it leaves out a hand-over that is done; and
 * look for its proposal with `findProposalUnderVote`.
 * @throws CONFIG_INVALID before anything is sent, where the plan needs another owner; GOV_PROPOSAL_FAILED,
 * GOV_EFFECT_MISSING; POLL_TIMEOUT; else as `TxSender.send`
 */
export function carryOutPlan(plan: GovernancePlan, options: CarryOutOptions): Promise<CarriedOut> {
  const { proposer, onProgress = () => undefined } = options;
  return withDeadline(`the proposal "${plan.title}"`, options, async (signal) => {
    await handOver(plan, options, onProgress, signal);
    const submitted =
      options.proposalId === undefined
        ? await submit(plan, options, onProgress, signal)
        : await underVote(proposer, options.proposalId, await proposer.sender.connection.latestHeight());
    const { proposalId } = submitted;
    await Promise.all(
      options.voters.map(async (client) => {
        const { tx } = await client.send([msgVote(client.address, proposalId, "yes")], { signal });
        onProgress({ kind: "voted", voter: client.address, tx });
      }),
    );
    const { height, proposal } = await untilEnded(proposer, submitted, signal);
    onProgress({ kind: "passed", height, proposal });
    await verify(plan, proposer, proposalId, height);
    onProgress({ kind: "verified", height });
    return { proposalId, height, proposal };
  });
}

interface Submitted {
  readonly proposalId: bigint;
  readonly height: bigint;
  readonly votingEnds: Date;
}

type Report = (progress: GovernanceProgress) => void;

async function handOver(
  plan: GovernancePlan,
  { owner }: CarryOutOptions,
  report: Report,
  signal: AbortSignal,
): Promise<void> {
  if (plan.handOver === undefined) return;
  const { by, what, messages } = plan.handOver;
  if (owner?.address !== by) {
    const got = owner?.address ?? "none";
    throw new IcsError(
      "CONFIG_INVALID",
      `The plan "${plan.title}" begins with a transaction of ${by}: ${what}\nPass that account's client as owner; nothing was sent.`,
      { problems: [{ name: "owner", got, wanted: by }] },
    );
  }
  report({ kind: "handedOver", tx: await owner.sender.send(messages, { signal }) });
}

async function submit(
  plan: GovernancePlan,
  { proposer, depositor }: CarryOutOptions,
  report: Report,
  signal: AbortSignal,
): Promise<Submitted> {
  const { title, summary, messages, deposit } = plan;
  const initialDeposit = depositor === undefined ? deposit : plan.initialDeposit;
  const proposal = { proposer: proposer.address, messages, initialDeposit, title, summary };
  const { tx, results } = await proposer.send([msgSubmitProposal(proposal)], { signal });
  const { proposalId } = results[0].answer;
  report({ kind: "proposed", proposalId, tx });
  const open = rest(deposit, initialDeposit);
  if (depositor !== undefined && open.length > 0) {
    const message = msgDeposit(depositor.address, proposalId, open);
    report({ kind: "deposited", tx: (await depositor.send([message], { signal })).tx });
  }
  return underVote(proposer, proposalId, tx.height);
}

async function underVote(
  { sender: { connection } }: SigningProviderClient,
  proposalId: bigint,
  height: bigint,
): Promise<Submitted> {
  const state = await queryProposal(connection.queryClient, proposalId);
  if (state.votingEnds === undefined) throw proposalFailed(connection.chainId, proposalId, state);
  return { proposalId, height, votingEnds: state.votingEnds };
}

/** The block that ended the vote; a proposal is not looked at before its voting period is over. */
async function untilEnded(
  { sender: { connection } }: SigningProviderClient,
  { proposalId, votingEnds, height: from }: Submitted,
  signal: AbortSignal,
): Promise<{ readonly height: bigint; readonly proposal: ProposalState }> {
  for await (const { height, time } of connection.blocks({ from, signal })) {
    if (time < votingEnds) continue;
    const proposal = await queryProposal(connection.queryClient, proposalId, { height });
    if (proposal.status === "passed") return { height, proposal };
    if (proposal.status !== "voting") throw proposalFailed(connection.chainId, proposalId, proposal);
  }
  throw signal.reason;
}

async function verify(
  plan: GovernancePlan,
  { sender: { connection } }: SigningProviderClient,
  proposalId: bigint,
  height: bigint,
): Promise<void> {
  const problems = await missingEffects(plan, height);
  if (problems.length === 0) return;
  throw new IcsError(
    "GOV_EFFECT_MISSING",
    `Proposal ${proposalId} of ${connection.chainId} ("${plan.title}") passed without its effect\n${problemLines(problems)}`,
    { chainId: connection.chainId, proposalId, problems },
  );
}

function rest(all: readonly Coin[], paid: readonly Coin[]): Coin[] {
  const open = all.map(({ amount, denom }, index) => {
    return { denom, amount: `${BigInt(amount) - BigInt(paid[index]?.amount ?? 0)}` };
  });
  return open.filter(({ amount }) => amount !== "0");
}

function proposalFailed(chainId: string, proposalId: bigint, state: ProposalState): IcsError {
  const { status, failedReason, tally } = state;
  const votes = `yes ${tally.yes}, no ${tally.no}, abstain ${tally.abstain}, veto ${tally.veto}`;
  return new IcsError(
    "GOV_PROPOSAL_FAILED",
    `Proposal ${proposalId} of ${chainId} did not pass: ${status}${failedReason && `, ${failedReason}`}\nVotes: ${votes}. Rejected ones lacked the quorum or the majority; failed ones passed, and their messages did not execute.`,
    { chainId, proposalId, status, reason: failedReason },
  );
}
