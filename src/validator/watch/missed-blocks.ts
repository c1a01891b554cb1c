import { fromAscii, fromBase64 } from "@cosmjs/encoding";
import { QueryClient } from "@cosmjs/stargate";
import {
  QueryParamsRequest,
  QueryParamsResponse,
  QuerySigningInfosRequest,
  QuerySigningInfosResponse,
} from "cosmjs-types/cosmos/slashing/v1beta1/query";
import { consensusAddress, isSameAddress } from "../../ccv/consensus-address.ts";
import type { ChainConnection } from "../../chain/chain-connection.ts";
import { type QueryMethod, queryChain } from "../../chain/query.ts";

/** How close a validator is to jail for downtime on a consumer. */
export interface MissedBlocks {
  /** Within the window. */
  readonly missed: bigint;
  readonly window: bigint;
  /** With more than so many the consumer has it jailed. */
  readonly allowed: bigint;
  /** `missed` as a part of `allowed`; 1 and more means that the next missed block, or this one, jails. */
  readonly share: number;
}

const paramsMethod: QueryMethod<QueryParamsRequest, QueryParamsResponse> = {
  path: "/cosmos.slashing.v1beta1.Query/Params",
  request: QueryParamsRequest,
  response: QueryParamsResponse,
};

const infosMethod: QueryMethod<QuerySigningInfosRequest, QuerySigningInfosResponse> = {
  path: "/cosmos.slashing.v1beta1.Query/SigningInfos",
  request: QuerySigningInfosRequest,
  response: QuerySigningInfosResponse,
};

/** A consumer has at most so many validators: one page holds them all. */
const PAGE = { key: new Uint8Array(), offset: 0n, limit: 1_000n, countTotal: false, reverse: false };

/**
 * The missed blocks of a consensus key on its consumer; undefined where the chain knows no such signer.
 * @param publicKey base64 @throws RPC_QUERY_FAILED, RPC_UNREACHABLE
 * @see HandleValidatorSignature in x/slashing/keeper/infractions.go of the Cosmos SDK
 */
export async function queryMissedBlocks(
  connection: ChainConnection,
  publicKey: string,
): Promise<MissedBlocks | undefined> {
  const base = QueryClient.withExtensions(connection.batch);
  const [{ params }, { info }] = await Promise.all([
    queryChain(base, paramsMethod, {}),
    queryChain(base, infosMethod, { pagination: PAGE }),
  ]);
  const address = consensusAddress(fromBase64(publicKey), "any");
  const own = info.find((each) => isSameAddress(each.address, address));
  if (own === undefined) return undefined;
  return missedBlocks(own.missedBlocksCounter, params.signedBlocksWindow, fromAscii(params.minSignedPerWindow));
}

/** @param minSigned in units of 10^-18, as the chain has it */
export function missedBlocks(missed: bigint, window: bigint, minSigned: string): MissedBlocks {
  const one = 10n ** 18n;
  const exact = BigInt(minSigned || 0) * window;
  const rest = exact % one;
  const half = one / 2n;
  // The chain rounds halves to the even number.
  const up = rest > half || (rest === half && (exact / one) % 2n === 1n);
  const allowed = window - exact / one - (up ? 1n : 0n);
  return { missed, window, allowed, share: allowed > 0n ? Number(missed) / Number(allowed) : Number(missed > 0n) };
}
