import type { Params } from "../../codec/interchain_security/ccv/provider/v1/provider.ts";
import { jsonText } from "../../errors.ts";
import { msgChangeRewardDenoms, msgUpdateProviderParams } from "../governance-messages.ts";
import type { SigningProviderClient } from "../provider-client.ts";
import { authorityFor } from "./authority-for.ts";
import { type GovernanceEffect, type GovernancePlan, planProposal } from "./governance-plan.ts";

/**
 * Plans to change which denominations the provider distributes as rewards of any consumer.
 * @throws TX_MESSAGE_INVALID, RPC_QUERY_FAILED, RPC_UNREACHABLE
 */
export async function planRewardDenoms(
  client: SigningProviderClient,
  change: { readonly add?: readonly string[]; readonly remove?: readonly string[] },
): Promise<GovernancePlan> {
  const { add = [], remove = [] } = change;
  const authority = authorityFor(client.address);
  const effect = (denom: string, wanted: boolean): GovernanceEffect => ({
    name: `${denom} as a reward denomination`,
    wanted: wanted ? "registered" : "not registered",
    read: async (height) => {
      const denoms = await client.queries.registeredConsumerRewardDenoms({ height });
      return denoms.includes(denom) ? "registered" : "not registered";
    },
  });
  return planProposal(client, {
    title: "Change the reward denominations of consumers",
    summary: `Add ${listed(add)}; remove ${listed(remove)}.`,
    messages: [msgChangeRewardDenoms({ authority, denomsToAdd: add, denomsToRemove: remove })],
    effects: [...add.map((denom) => effect(denom, true)), ...remove.map((denom) => effect(denom, false))],
  });
}

/**
 * Plans to change parameters of the provider module. The message replaces all of them: those that are not given are
 * taken from the chain now.
 * @throws TX_MESSAGE_INVALID, RPC_QUERY_FAILED, RPC_UNREACHABLE
 */
export async function planProviderParams(
  client: SigningProviderClient,
  change: Partial<Params>,
): Promise<GovernancePlan> {
  const present = await client.queries.params();
  const names = Object.keys(change) as (keyof Params)[];
  const message = msgUpdateProviderParams(authorityFor(client.address), { ...present, ...change });
  const text = (params: Partial<Params>, name: keyof Params): string => jsonText(params[name]) ?? "none";
  return planProposal(client, {
    title: "Change the provider's parameters",
    summary: names.map((name) => `${name}: ${text(present, name)} becomes ${text(change, name)}`).join("\n"),
    messages: [message],
    effects: names.map((name) => ({
      name: `parameter ${name}`,
      wanted: text(change, name),
      read: async (height) => text(await client.queries.params({ height }), name),
    })),
  });
}

function listed(denoms: readonly string[]): string {
  return denoms.length === 0 ? "none" : denoms.join(", ");
}
