import { QueryParamsRequest, QueryParamsResponse } from "cosmjs-types/cosmos/consensus/v1/query";
import type { ChainConnection } from "./chain-connection.ts";
import { type QueryMethod, queryChain } from "./query.ts";

const consensusParams: QueryMethod<QueryParamsRequest, QueryParamsResponse> = {
  path: "/cosmos.consensus.v1.Query/Params",
  request: {
    encode: (message) => QueryParamsRequest.encode(message),
    decode: (bytes) => QueryParamsRequest.decode(bytes),
  },
  response: {
    encode: (message) => QueryParamsResponse.encode(message),
    decode: (bytes) => QueryParamsResponse.decode(bytes),
  },
};

/** The gas that all transactions of a block may have together; undefined where the chain sets no bound. */
export async function queryMaxBlockGas(connection: ChainConnection): Promise<number | undefined> {
  const { params } = await queryChain(connection.queryClient, consensusParams, {});
  const maxGas = Number(params?.block?.maxGas ?? -1n);
  return maxGas > 0 ? maxGas : undefined;
}
