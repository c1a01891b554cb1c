import type { EncodeObject } from "@cosmjs/proto-signing";
import {
  type CarriedOut,
  carryOutPlan,
  type GovernancePlan,
  governanceAccount,
  planProposal,
  planTopN,
  type WaitOptions,
} from "../../src/index.ts";
import type { Testnet } from "../testnet.ts";
import type { TestnetConsumer } from "../testnet-consumer.ts";

/** The account of x/gov on a testnet's provider. */
export const governanceAddress = governanceAccount("cosmos");

/** Proposes messages of the governance account, has every validator vote yes, and waits until they are executed. */
export async function passProposal(
  net: Testnet,
  title: string,
  messages: readonly EncodeObject[],
  options: WaitOptions = {},
): Promise<CarriedOut> {
  const proposer = await net.provider.client("delegator");
  return carryOut(net, await planProposal(proposer, { title, summary: title, messages, effects: [] }), options);
}

/**
 * Has governance make a Top N chain of a consumer (50 to 100), or an opt-in chain again (0). Where governance does not
 * own it yet, the account `owner` hands it over first.
 * @param newOwner the account that gets it back with `topN` 0; left out, governance keeps it
 */
export async function setTopN(
  net: Testnet,
  consumer: TestnetConsumer,
  topN: number,
  newOwner?: string,
): Promise<CarriedOut> {
  const proposer = await net.provider.client("delegator");
  const newOwnerAddress = newOwner && net.provider.chain.account(newOwner).address;
  const { consumerId } = consumer;
  const plan = await planTopN(proposer, { consumerId, topN, ...(newOwnerAddress && { newOwnerAddress }) });
  return carryOut(net, plan, {});
}

async function carryOut({ provider }: Testnet, plan: GovernancePlan, options: WaitOptions): Promise<CarriedOut> {
  const [proposer, owner, ...voters] = await Promise.all([
    provider.client("delegator"),
    provider.client("owner"),
    ...provider.chain.validators.map(({ name }) => provider.client(name)),
  ]);
  return carryOutPlan(plan, { ...options, proposer, owner, voters });
}
