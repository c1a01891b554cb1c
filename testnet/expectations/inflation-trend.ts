import { fromUtf8 } from "@cosmjs/encoding";
import { QueryInflationRequest, QueryInflationResponse } from "cosmjs-types/cosmos/mint/v1beta1/query";
import type { ChainConnection } from "../../src/index.ts";

const path = "/cosmos.mint.v1beta1.Query/Inflation";

/**
 * Which way the inflation has moved in a chain's latest block.
 * @see NextInflationRate in x/mint/types/minter.go of the Cosmos SDK
 */
export async function inflationTrend(
  connection: Pick<ChainConnection, "latestHeight" | "queryClient">,
): Promise<"rising" | "steady" | "falling"> {
  const height = await connection.latestHeight();
  const [before, now] = await Promise.all([height - 1n, height].map((each) => inflation(connection, each)));
  if (before === undefined || now === undefined || now === before) return "steady";
  return now > before ? "rising" : "falling";
}

/** In units of 10^-18. */
async function inflation({ queryClient }: Pick<ChainConnection, "queryClient">, height: bigint): Promise<bigint> {
  const request = QueryInflationRequest.encode({}).finish();
  const { value } = await queryClient.queryAbci(path, request, Number(height));
  return BigInt(fromUtf8(QueryInflationResponse.decode(value).inflation));
}
