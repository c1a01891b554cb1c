import type { Coin, EncodeObject } from "@cosmjs/proto-signing";
import type { Problem } from "../../errors.ts";
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
  const { title, messages } = request;
  const coins = deposit.map(({ amount, denom }) => `${amount}${denom}`).join(", ");
  const steps = stepsAround(request, [
    `propose "${title}": ${names(messages)}`,
    `deposit ${coins}`,
    `vote within ${votingPeriodMs / 1000} s`,
  ]);
  return { ...request, deposit, initialDeposit, votingPeriodMs, steps };
}

/** The lines of a plan: those of its proposal with what comes before, and what is verified at last. */
export function stepsAround({ handOver, effects }: GovernanceRequest, proposal: readonly string[]): string[] {
  return [
    ...(handOver ? [`${handOver.by} sends ${names(handOver.messages)}: ${handOver.what}`] : []),
    ...proposal,
    ...effects.map(({ name, wanted }) => `verify that ${name} is ${wanted}`),
  ];
}

/** What a plan is to bring about and the state of a height does not have; `[]` where there is nothing to propose. */
export async function missingEffects({ effects }: GovernanceRequest, height: bigint): Promise<Problem[]> {
  const found = await Promise.all(
    effects.map(async ({ name, wanted, read }) => ({ name, got: await read(height), wanted })),
  );
  return found.filter(({ got, wanted }) => got !== wanted);
}

function names(messages: readonly EncodeObject[]): string {
  return messages.map(({ typeUrl }) => typeUrl.split(".").at(-1)).join(", ");
}
