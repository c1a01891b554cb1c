import { toAscii } from "@cosmjs/encoding";
import { QueryParamsResponse, QuerySigningInfosResponse } from "cosmjs-types/cosmos/slashing/v1beta1/query";
import { consensusAddress } from "../../../src/ccv/consensus-address.ts";
import type { FakeComet } from "../../support/fake-comet.ts";

/** Has a fake node say how many of the last 100 blocks each key has missed; 50 are allowed. */
export function tellMissedBlocks(
  comet: FakeComet,
  missed: readonly (readonly [key: Uint8Array, missed: bigint])[],
): void {
  const info = missed.map(([key, missedBlocksCounter]) => {
    return { address: consensusAddress(key, "consumer"), missedBlocksCounter };
  });
  const params = { signedBlocksWindow: 100n, minSignedPerWindow: toAscii(`5${"0".repeat(17)}`) };
  comet.queries.set("/cosmos.slashing.v1beta1.Query/SigningInfos", () =>
    QuerySigningInfosResponse.encode(QuerySigningInfosResponse.fromPartial({ info })).finish(),
  );
  comet.queries.set("/cosmos.slashing.v1beta1.Query/Params", () =>
    QueryParamsResponse.encode(QueryParamsResponse.fromPartial({ params })).finish(),
  );
}
