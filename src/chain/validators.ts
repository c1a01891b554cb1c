import { toHex } from "@cosmjs/encoding";
import { IcsError } from "../errors.ts";
import type { ValidatorUpdate } from "./block.ts";
import type { ChainConnection } from "./chain-connection.ts";
import { shownUrl } from "./shown-url.ts";

/**
 * The CometBFT validators that sign the block at `height`, in CometBFT's order.
 * @throws RPC_RESPONSE_INVALID for a validator without a key
 */
export async function queryValidators(
  connection: ChainConnection,
  height: bigint,
): Promise<readonly ValidatorUpdate[]> {
  const { validators } = await connection.comet.validatorsAll(Number(height));
  return validators.map(({ address, pubkey, votingPower }) => {
    if (pubkey) return { pubkey: pubkey.data, power: votingPower };
    const { chainId } = connection;
    const url = shownUrl(connection.url);
    const message = `The RPC at ${url} gave no key of validator ${toHex(address)} of ${chainId}`;
    throw new IcsError("RPC_RESPONSE_INVALID", message, { url, path: "validators" });
  });
}
