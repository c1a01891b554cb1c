import type { Coin, EncodeObject } from "@cosmjs/proto-signing";
import type { SigningProviderClient } from "../provider-client.ts";
import { queryGovernanceTerms } from "./gov-queries.ts";

/** What is to be true once a proposal has passed. */
export interface GovernanceEffect {
  /** What is looked at, for instance `consumer 3: topN`. */
  readonly name: string;
  readonly wanted: string;
  /** What the chain has in the state of a height. */
  read(height: bigint): Promise<string>;
}

/** A transaction that must come before the proposal, of an account that is not the proposer's. */
export interface HandOver {
  /** The account that signs it. */
  readonly by: string;
  readonly what: string;
  readonly messages: readonly EncodeObject[];
}

/** What governance is asked for. */
export interface GovernanceRequest {
  readonly title: string;
  readonly summary: string;
  /** Signed by the governance account, executed in order, all or none. */
  readonly messages: readonly EncodeObject[];
  readonly effects: readonly GovernanceEffect[];
  readonly handOver?: HandOver;
}

/** Everything that is going to be sent, and why; made from the chain's present state. Nothing has been sent. */
export interface GovernancePlan extends GovernanceRequest {
  readonly deposit: readonly Coin[];
  readonly votingPeriodMs: number;
  /** What the proposer must pay of the deposit when proposing. */
  readonly initialDeposit: readonly Coin[];
  /** One line per step, in order. */
  readonly steps: readonly string[];
}

/**
 * Plans any proposal: `planTopN`, `planRewardDenoms` and `planProviderParams` make the usual ones.
 * @throws RPC_QUERY_FAILED, RPC_UNREACHABLE
 */
export async function planProposal(client: SigningProviderClient, request: GovernanceRequest): Promise<GovernancePlan> {
  const terms = await queryGovernanceTerms(client.sender.connection.queryClient);
  const { minDeposit: deposit, initialDeposit, votingPeriodMs } = terms;
  const { title, messages, effects, handOver } = request;
  const coins = deposit.map(({ amount, denom }) => `${amount}${denom}`).join(", ");
  const steps = [
    ...(handOver ? [`${handOver.by} sends ${names(handOver.messages)}: ${handOver.what}`] : []),
    `propose "${title}": ${names(messages)}`,
    `deposit ${coins}`,
    `vote within ${votingPeriodMs / 1000} s`,
    ...effects.map(({ name, wanted }) => `verify that ${name} is ${wanted}`),
  ];
  return { ...request, deposit, initialDeposit, votingPeriodMs, steps };
}

function names(messages: readonly EncodeObject[]): string {
  return messages.map(({ typeUrl }) => typeUrl.split(".").at(-1)).join(", ");
}
