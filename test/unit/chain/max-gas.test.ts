import { QueryParamsResponse } from "cosmjs-types/cosmos/consensus/v1/query";
import { queryMaxBlockGas } from "../../../src/chain/max-gas.ts";
import { rejection, useFakeComet } from "../../support/comet-fixtures.ts";

const { start, connect } = useFakeComet();
const path = "/cosmos.consensus.v1.Query/Params";

it.each([
  [75_000_000n, 75_000_000],
  [-1n, undefined],
  [0n, undefined],
])("a block's gas of %s is read as %s", async (maxGas, expected) => {
  const comet = await start();
  const params = { block: { maxBytes: 1n, maxGas } };
  comet.queries.set(path, () => QueryParamsResponse.encode(QueryParamsResponse.fromPartial({ params })).finish());
  await expect(queryMaxBlockGas(await connect(comet))).resolves.toBe(expected);
});

it("a chain that does not tell is no chain without a bound", async () => {
  const comet = await start();
  comet.queries.set(path, () => ({ code: 6, log: "unknown query path" }));
  const error = await rejection("RPC_QUERY_FAILED", queryMaxBlockGas(await connect(comet)));
  expect(error.message).toContain("unknown query path");
});
