import type { EncodeObject } from "@cosmjs/proto-signing";
import { QueryClient } from "@cosmjs/stargate";
import { QuerySigningInfoRequest, QuerySigningInfoResponse } from "cosmjs-types/cosmos/slashing/v1beta1/query";
import type { ValidatorSigningInfo } from "cosmjs-types/cosmos/slashing/v1beta1/slashing";
import { MsgUnjail } from "cosmjs-types/cosmos/slashing/v1beta1/tx";
import { timestampToDate } from "../ccv/wire-time.ts";
import type { ChainConnection } from "../chain/chain-connection.ts";
import { type QueryMethod, queryChain } from "../chain/query.ts";
import { isIcsError } from "../errors.ts";
import type { PlanProviderFacts } from "./plan/consumer-facts.ts";

/** Where a validator stands between jail and freedom. */
export type JailState =
  | { readonly kind: "free" }
  /** It may leave now. */
  | { readonly kind: "may-leave" }
  | { readonly kind: "must-wait"; readonly until: Date }
  /** Tombstoned: no message frees it. */
  | { readonly kind: "for-ever" };

const method: QueryMethod<QuerySigningInfoRequest, QuerySigningInfoResponse> = {
  path: "/cosmos.slashing.v1beta1.Query/SigningInfo",
  request: QuerySigningInfoRequest,
  response: QuerySigningInfoResponse,
};

/** Whether a validator is jailed on the provider, and when that may end. @throws RPC_QUERY_FAILED, RPC_UNREACHABLE */
export async function queryJailState(
  connection: ChainConnection,
  { validator, time, height }: Pick<PlanProviderFacts, "validator" | "time" | "height">,
): Promise<JailState> {
  if (!validator.jailed) return { kind: "free" };
  const base = QueryClient.withExtensions(connection.comet);
  const request = { consAddress: validator.providerConsensusAddress };
  const info = await signingInfo(queryChain(base, method, request, { height }));
  // Jailed before it was ever bonded, for too little of its own stake: no time holds it.
  if (info === undefined) return { kind: "may-leave" };
  if (info.tombstoned) return { kind: "for-ever" };
  const until = timestampToDate(info.jailedUntil);
  return until !== undefined && until > time ? { kind: "must-wait", until } : { kind: "may-leave" };
}

/** Undefined where the chain knows no such signer. @see SigningInfo in x/slashing/keeper/grpc_query.go */
async function signingInfo(answer: Promise<QuerySigningInfoResponse>): Promise<ValidatorSigningInfo | undefined> {
  try {
    return (await answer).valSigningInfo;
  } catch (error) {
    if (isIcsError(error, "RPC_QUERY_FAILED") && error.message.includes("SigningInfo not found")) return undefined;
    throw error;
  }
}

/** MsgUnjail of a validator. @see x/slashing/keeper/unjail.go of the Cosmos SDK */
export function msgUnjail(operatorAddress: string): EncodeObject {
  return { typeUrl: MsgUnjail.typeUrl, value: MsgUnjail.fromPartial({ validatorAddr: operatorAddress }) };
}
