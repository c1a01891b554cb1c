import type { Comet38Client } from "@cosmjs/tendermint-rpc";
import { isIcsError } from "../errors.ts";
import { neverConnected } from "./rpc-client.ts";

/**
 * What a node says of a transaction that is handed in: it has it in its mempool, it has refused it, or its answer was
 * lost, and only the chain can tell.
 */
export type Reception =
  | { readonly kind: "taken" }
  | { readonly kind: "unanswered" }
  | { readonly kind: "refused"; readonly code: number; readonly codespace: string; readonly log: string };

/**
 * Hands a signed transaction to a node. The same bytes may be handed in again: they are one transaction.
 * @throws RPC_UNREACHABLE where nobody listens, RPC_QUERY_FAILED: in both cases the node has not taken it
 */
export async function handIn(comet: Comet38Client, tx: Uint8Array): Promise<Reception> {
  try {
    const { code, codespace = "", log = "" } = await comet.broadcastTxSync({ tx });
    return code === 0 ? { kind: "taken" } : { kind: "refused", code, codespace, log };
  } catch (error) {
    if (isIcsError(error, "RPC_UNREACHABLE") && !neverConnected(error)) return { kind: "unanswered" };
    if (isIcsError(error, "RPC_RESPONSE_INVALID")) return { kind: "unanswered" };
    if (isIcsError(error, "RPC_QUERY_FAILED") && error.message.includes("tx already exists in cache")) {
      return { kind: "taken" };
    }
    throw error;
  }
}
