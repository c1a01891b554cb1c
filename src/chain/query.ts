import type { QueryClient } from "@cosmjs/stargate";
import { errorMessage, IcsError, isIcsError } from "../errors.ts";
import { isNotYet } from "./not-yet.ts";

/** A generated message type: what both cosmjs-types and icskit's codec export for each message. */
export interface MessageCodec<T> {
  encode(message: T): { finish(): Uint8Array };
  decode(bytes: Uint8Array): T;
}

/** Where a query is asked. */
export interface QueryOptions {
  /** Height of the state to read; default the latest. Old heights need a node that has not pruned them. */
  readonly height?: bigint;
}

/** One gRPC query method of a module, callable over a CosmJS query client. */
export interface QueryMethod<Request, Response> {
  /** Full gRPC path, for instance `/interchain_security.ccv.provider.v1.Query/QueryConsumerGenesis`. */
  readonly path: string;
  readonly request: MessageCodec<Request>;
  readonly response: MessageCodec<Response>;
}

/**
 * Asks one gRPC query through ABCI.
 * @throws RPC_QUERY_FAILED with the chain's own words (retryable where the node does not have the height yet),
 * RPC_UNREACHABLE
 */
export async function queryChain<Request, Response>(
  base: QueryClient,
  method: QueryMethod<Request, Response>,
  request: Request,
  options: QueryOptions = {},
): Promise<Response> {
  const height = options.height === undefined ? undefined : Number(options.height);
  try {
    const answer = await base.queryAbci(method.path, method.request.encode(request).finish(), height);
    return method.response.decode(answer.value);
  } catch (cause) {
    if (isIcsError(cause)) throw cause;
    throw new IcsError(
      "RPC_QUERY_FAILED",
      `${method.path} failed: ${errorMessage(cause)}`,
      { path: method.path, ...(options.height !== undefined && { height: options.height }) },
      { retryable: isNotYet(errorMessage(cause)), cause },
    );
  }
}
