import { GetNodeInfoResponse } from "cosmjs-types/cosmos/base/tendermint/v1beta1/query";
import type { ChainConnection } from "../../../src/chain/chain-connection.ts";
import { queryNodeVersions } from "../../../src/launch/node-info.ts";

/** A node that tells this of its software, or refuses to. */
function node(version: object | undefined): ChainConnection {
  const queryAbci = async () => {
    if (version === undefined) throw new Error("Query failed with (6): unknown query path");
    return {
      value: GetNodeInfoResponse.encode(GetNodeInfoResponse.fromPartial({ applicationVersion: version })).finish(),
    };
  };
  return { queryClient: { queryAbci } } as unknown as ChainConnection;
}

const ibc = { path: "github.com/cosmos/ibc-go/v10", version: "v10.1.1", sum: "" };

it("reads versions off what the program was built from", async () => {
  const buildDeps = [
    { path: "github.com/cosmos/interchain-security/v7", version: "v7.0.1", sum: "" },
    { path: "github.com/cosmos/ibc-go/modules/capability", version: "v1.0.1", sum: "" },
    ibc,
    { path: "github.com/cosmos/cosmos-sdk", version: "v0.50.13", sum: "" },
  ];
  await expect(queryNodeVersions(node({ buildDeps }))).resolves.toEqual({
    interchainSecurity: "v7.0.1",
    ibcGo: "v10.1.1",
    cosmosSdk: "v0.50.13",
  });
});

it("takes the version of an interchain-security program itself, and what it says of the SDK", async () => {
  const told = { name: "interchain-security-cd", version: "v7.0.1", cosmosSdkVersion: "v0.50.14", buildDeps: [ibc] };
  await expect(queryNodeVersions(node(told))).resolves.toEqual({
    interchainSecurity: "v7.0.1",
    ibcGo: "v10.1.1",
    cosmosSdk: "v0.50.14",
  });
});

it("knows nothing of a node that does not tell, or of another program's version", async () => {
  const nothing = { interchainSecurity: undefined, ibcGo: undefined, cosmosSdk: undefined };
  await expect(queryNodeVersions(node(undefined))).resolves.toEqual(nothing);
  await expect(queryNodeVersions(node({ name: "gaia", version: "v25" }))).resolves.toEqual(nothing);
});
