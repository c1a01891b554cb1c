import { GetNodeInfoRequest, GetNodeInfoResponse } from "cosmjs-types/cosmos/base/tendermint/v1beta1/query";
import type { ChainConnection } from "../chain/chain-connection.ts";
import { queryChain } from "../chain/query.ts";
import { isIcsError } from "../errors.ts";
import type { NodeVersions } from "./preflight/facts.ts";

const nodeInfo = {
  path: "/cosmos.base.tendermint.v1beta1.Service/GetNodeInfo",
  request: GetNodeInfoRequest,
  response: GetNodeInfoResponse,
};

/** The versions that a node tells of its software. @throws RPC_UNREACHABLE */
export async function queryNodeVersions(chain: ChainConnection): Promise<NodeVersions> {
  const answer = await queryChain(chain.queryClient, nodeInfo, {}).catch((error: unknown) => {
    // Chains may leave this query out.
    if (isIcsError(error, "RPC_QUERY_FAILED")) return undefined;
    throw error;
  });
  const { buildDeps = [], version = "", name = "", cosmosSdkVersion = "" } = answer?.applicationVersion ?? {};
  const dependency = (path: RegExp): string | undefined => buildDeps.find((each) => path.test(each.path))?.version;
  const own = /interchain-security/.test(name) ? version : "";
  return {
    interchainSecurity: dependency(/cosmos\/interchain-security(\/|$)/) ?? (own || undefined),
    ibcGo: dependency(/cosmos\/ibc-go(\/v\d+)?$/),
    cosmosSdk: cosmosSdkVersion || dependency(/cosmos\/cosmos-sdk$/),
  };
}
