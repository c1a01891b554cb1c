import type { Height } from "cosmjs-types/ibc/core/client/v1/client";
import { revisionNumber } from "../chain/chain-id.ts";

/** An IBC height of the chain with this id. */
export function ibcHeight(chainId: string, revisionHeight: bigint): Height {
  return { revisionNumber: revisionNumber(chainId), revisionHeight };
}
