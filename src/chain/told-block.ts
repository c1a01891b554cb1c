import type { RpcClient } from "@cosmjs/tendermint-rpc";
import type { Block } from "./block.ts";
import { readBlock } from "./read-block.ts";
import { typedCometClient } from "./rpc-client.ts";

/**
 * The block that a `NewBlock` message of a websocket tells. It holds what the node answers to `block` and
 * `block_results`, and is read as these are.
 * @throws RPC_RESPONSE_INVALID where it tells no block of this height and chain
 * @see EventDataNewBlock in types/events.go of CometBFT 0.38
 */
export function parseToldBlock(
  message: string,
  height: bigint,
  { chainId, url }: { readonly chainId: string; readonly url: string },
): Promise<Block> {
  const answers = answersIn(message);
  const rpc: RpcClient = {
    execute: async ({ id, method }) => ({ jsonrpc: "2.0", id, result: (await answers)[method] }),
    disconnect: () => undefined,
  };
  return readBlock({ chainId, url, comet: typedCometClient(url, rpc) }, height);
}

async function answersIn(message: string): Promise<Readonly<Record<string, unknown>>> {
  const { block_id, block, result_finalize_block: results } = JSON.parse(message).result.data.value;
  return {
    block: { block_id, block },
    block_results: {
      height: block.header.height,
      txs_results: results.tx_results,
      finalize_block_events: results.events,
      validator_updates: results.validator_updates,
    },
  };
}
