import { IcsError } from "../errors.ts";
import type { ChainConnection } from "./chain-connection.ts";
import type { QueryOptions } from "./query.ts";
import { shownUrl } from "./shown-url.ts";

/**
 * The raw value that a module's store holds under a key, without a proof; empty where there is none.
 * @throws RPC_QUERY_FAILED for a store that the chain does not have, and for a height that the node does not have
 * (yet, or any longer); RPC_UNREACHABLE
 * @see Query in store/iavl/store.go of the Cosmos SDK
 */
export async function queryStore(
  { comet, chainId, url }: Pick<ChainConnection, "comet" | "chainId" | "url">,
  store: string,
  key: Uint8Array,
  { height }: QueryOptions = {},
): Promise<Uint8Array> {
  const path = `/store/${store}/key`;
  const { code, log, value } = await comet.abciQuery({
    path,
    data: key,
    ...(height !== undefined && { height: Number(height) }),
  });
  // For a height that it does not have a store answers nothing, with code 0: only the log tells.
  if (code === 0 && !log) return value;
  throw new IcsError(
    "RPC_QUERY_FAILED",
    `${chainId} did not tell what its store "${store}" holds: ${log || `code ${code}`}`,
    { url: shownUrl(url), path, ...(height !== undefined && { height }) },
    { retryable: code === 0 },
  );
}
