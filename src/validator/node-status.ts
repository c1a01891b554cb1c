import { TypedRpcClient } from "../chain/rpc-client.ts";
import { shownUrl } from "../chain/shown-url.ts";
import { errorMessage, isIcsError } from "../errors.ts";

/** What a node says of itself; its address is told without path and query, which may hold a token. */
export type NodeStatus =
  | {
      readonly kind: "answers";
      readonly url: string;
      readonly chainId: string;
      /** Base64 of the consensus key that it signs with, or would. */
      readonly publicKey: string;
      readonly catchingUp: boolean;
      readonly height: bigint;
    }
  | { readonly kind: "unreachable"; readonly url: string; readonly reason: string };

/**
 * Asks a node for its chain, its consensus key and whether it is synced; a node that fails is a status too.
 * @throws CONFIG_INVALID for an address that is none
 */
export async function queryNodeStatus(address: string, timeoutMs = 5_000): Promise<NodeStatus> {
  const rpc = new TypedRpcClient(address, timeoutMs);
  const url = shownUrl(address);
  try {
    const { result } = await rpc.execute({ jsonrpc: "2.0", id: 1, method: "status", params: {} });
    const { node_info: node, validator_info: validator, sync_info: sync } = result ?? {};
    const [chainId, publicKey, height]: readonly unknown[] = [
      node?.network,
      validator?.pub_key?.value,
      sync?.latest_block_height,
    ];
    if (typeof chainId !== "string" || typeof publicKey !== "string" || !/^\d+$/.test(String(height))) {
      return { kind: "unreachable", url, reason: "its answer to status is not CometBFT's" };
    }
    const catchingUp = sync.catching_up !== false;
    return { kind: "answers", url, chainId, publicKey, catchingUp, height: BigInt(String(height)) };
  } catch (error) {
    if (!isIcsError(error)) throw error;
    return { kind: "unreachable", url, reason: errorMessage(error).split("\n")[0] ?? error.code };
  } finally {
    rpc.disconnect();
  }
}
