import type { EncodeObject } from "@cosmjs/proto-signing";
import { carryOutPlan, governanceAccount, planProposal, type SigningProviderClient } from "../../src/index.ts";
import type { Testnet } from "../../testnet/index.ts";

/** The account of x/gov on the provider. */
export const governanceAddress = governanceAccount("cosmos");

/** The clients of all of the provider's validators. */
export function allValidators(net: Testnet): Promise<SigningProviderClient[]> {
  return Promise.all(net.provider.chain.validators.map(({ name }) => net.provider.client(name)));
}

/** Proposes a message of the governance account, has every validator vote yes, and waits until it has passed. */
export async function passProposal(net: Testnet, title: string, message: EncodeObject): Promise<void> {
  const proposer = await net.provider.client("delegator");
  const plan = await planProposal(proposer, { title, summary: title, messages: [message], effects: [] });
  await carryOutPlan(plan, { proposer, voters: await allValidators(net) });
}
