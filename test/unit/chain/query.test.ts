import { QueryParamsRequest, QueryParamsResponse } from "cosmjs-types/cosmos/staking/v1beta1/query";
import { queryChain } from "../../../src/chain/query.ts";
import { rejection, useFakeComet } from "../../support/comet-fixtures.ts";

const { start, connect } = useFakeComet();
const method = { path: "/x.Query/Params", request: QueryParamsRequest, response: QueryParamsResponse };

it("asks at the given height, or at the latest", async () => {
  const comet = await start({ blocks: 9 });
  const heights: bigint[] = [];
  comet.queries.set(method.path, (_data, height) => {
    heights.push(height);
    return QueryParamsResponse.encode(QueryParamsResponse.fromPartial({ params: { bondDenom: "stake" } })).finish();
  });
  const { queryClient } = await connect(comet);
  const answer = await queryChain(queryClient, method, {}, { height: 4n });
  expect(answer.params.bondDenom).toBe("stake");
  await queryChain(queryClient, method, {});
  expect(heights).toEqual([4n, 9n]);
});

it("fails with the chain's own words, the path and the height", async () => {
  const comet = await start();
  comet.queries.set(method.path, () => ({ code: 18, log: "height 4 is in the future" }));
  const { queryClient } = await connect(comet);
  const error = await rejection("RPC_QUERY_FAILED", queryChain(queryClient, method, {}, { height: 4n }));
  expect(error.message).toContain("height 4 is in the future");
  expect(error.context).toEqual({ path: method.path, height: 4n });
  expect(error.retryable).toBe(false);
});

it("may be asked again where the node does not have the height yet", async () => {
  const comet = await start();
  const log = "cannot query with height in the future; please provide a valid height: invalid height";
  comet.queries.set(method.path, () => ({ code: 26, log }));
  const connection = await connect(comet);
  const ahead = await rejection("RPC_QUERY_FAILED", queryChain(connection.queryClient, method, {}, { height: 4n }));
  expect(ahead.retryable).toBe(true);
  const commit = await rejection("RPC_QUERY_FAILED", connection.comet.commit(9));
  expect([commit.retryable, commit.message]).toEqual([true, expect.stringContaining("must be less than or equal")]);
});

it("fails likewise where the answer is another message", async () => {
  const comet = await start();
  comet.queries.set(method.path, () => new Uint8Array([0x0a, 0x7f, 1]));
  const { queryClient } = await connect(comet);
  const error = await rejection("RPC_QUERY_FAILED", queryChain(queryClient, method, {}));
  expect(error.context).toEqual({ path: method.path });
});

it("tells a node that does not answer apart", async () => {
  const comet = await start();
  const { queryClient } = await connect(comet);
  comet.trouble = () => ({ status: 500 });
  await rejection("RPC_UNREACHABLE", queryChain(queryClient, method, {}));
});
