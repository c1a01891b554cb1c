import { toUtf8 } from "@cosmjs/encoding";
import { QueryInflationResponse } from "cosmjs-types/cosmos/mint/v1beta1/query";
import { inflationTrend } from "../../../../testnet/expectations/inflation-trend.ts";

/** A chain at height 7 with an inflation of each height, in units of 10^-18. */
function chain(inflations: Readonly<Record<number, string>>): Parameters<typeof inflationTrend>[0] {
  const queryAbci = async (_path: string, _request: Uint8Array, height: number) => ({
    value: QueryInflationResponse.encode({ inflation: toUtf8(inflations[height] ?? "") }).finish(),
  });
  return { latestHeight: async () => 7n, queryClient: { queryAbci } } as unknown as Parameters<
    typeof inflationTrend
  >[0];
}

test.each([
  ["rising", "130000000000000001"],
  ["steady", "130000000000000000"],
  ["falling", "129999999999999999"],
])("inflation is %s by its last block", async (trend, now) => {
  expect(await inflationTrend(chain({ 6: "130000000000000000", 7: now }))).toBe(trend);
});
