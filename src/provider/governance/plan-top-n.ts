import { msgUpdateConsumer, powerShapingParameters } from "../messages.ts";
import type { SigningProviderClient } from "../provider-client.ts";
import { authorityFor } from "./authority-for.ts";
import { type GovernanceEffect, type GovernancePlan, planProposal } from "./governance-plan.ts";

/** Input of `planTopN`. */
export interface TopNRequest {
  readonly consumerId: string;
  /** 50 to 100 percent of the power; 0 makes an opt-in chain of it. */
  readonly topN: number;
  /** With `topN` 0: the account that gets the consumer back. Left out, governance keeps it. */
  readonly newOwnerAddress?: string;
}

/**
 * Plans to make a Top N chain of a consumer, or an opt-in chain of a Top N one. A Top N consumer belongs to governance:
 * where it does not yet, its owner hands it over first. All other power-shaping parameters stay as they are now.
 * @throws CCV_CONSUMER_NOT_FOUND, TX_MESSAGE_INVALID, RPC_QUERY_FAILED, RPC_UNREACHABLE
 * @see UpdateConsumer in x/ccv/provider/keeper/msg_server.go
 */
export async function planTopN(client: SigningProviderClient, request: TopNRequest): Promise<GovernancePlan> {
  const { consumerId, topN, newOwnerAddress } = request;
  const authority = authorityFor(client.address);
  const { ownerAddress, chainId, powerShapingParameters: present } = await client.queries.consumerChain(consumerId);
  const isOwned = ownerAddress === authority;
  const handOver = {
    by: ownerAddress,
    what: `hand consumer ${consumerId} over to governance`,
    messages: [msgUpdateConsumer({ owner: ownerAddress, consumerId, newOwnerAddress: authority })],
  };
  const update = msgUpdateConsumer({
    owner: authority,
    consumerId,
    ...(newOwnerAddress !== undefined && { newOwnerAddress }),
    powerShapingParameters: powerShapingParameters({ ...present, topN }),
  });
  const title = topN === 0 ? `Make ${chainId} an opt-in chain` : `Make ${chainId} a Top ${topN} chain`;
  return planProposal(client, {
    title,
    summary: `${title}: consumer ${consumerId}, now Top ${present?.topN ?? 0}, owned by ${ownerAddress}.`,
    messages: [update],
    effects: consumerEffects(client, consumerId, { topN: `${topN}`, owner: newOwnerAddress ?? authority }),
    ...(isOwned ? {} : { handOver }),
  });
}

function consumerEffects(
  { queries }: SigningProviderClient,
  consumerId: string,
  wanted: { readonly topN: string; readonly owner: string },
): GovernanceEffect[] {
  return [
    {
      name: `consumer ${consumerId}: topN`,
      wanted: wanted.topN,
      read: async (height) => {
        const { powerShapingParameters: shaping } = await queries.consumerChain(consumerId, { height });
        return `${shaping?.topN ?? 0}`;
      },
    },
    {
      name: `consumer ${consumerId}: owner`,
      wanted: wanted.owner,
      read: async (height) => (await queries.consumerChain(consumerId, { height })).ownerAddress,
    },
  ];
}
