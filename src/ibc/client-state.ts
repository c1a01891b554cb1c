import { toAscii } from "@cosmjs/encoding";
import { Any } from "cosmjs-types/google/protobuf/any";
import type { Duration } from "cosmjs-types/google/protobuf/duration";
import type { Timestamp } from "cosmjs-types/google/protobuf/timestamp";
import {
  QueryClientStatusRequest,
  QueryClientStatusResponse,
  QueryConsensusStateHeightsRequest,
  QueryConsensusStateHeightsResponse,
} from "cosmjs-types/ibc/core/client/v1/query";
import { ClientState, ConsensusState } from "cosmjs-types/ibc/lightclients/tendermint/v1/tendermint";
import type { ChainConnection } from "../chain/chain-connection.ts";
import { type QueryOptions, queryChain } from "../chain/query.ts";
import { queryStore } from "../chain/store.ts";
import { IcsError } from "../errors.ts";
import { ibcHeight } from "./height.ts";

/** What a chain's Tendermint light client is set to, and how far it has got. */
export interface TendermintClientState {
  readonly clientId: string;
  /** The chain that the client follows. */
  readonly chainId: string;
  /** A header is trusted where more than this part of the power that is trusted already has signed it. */
  readonly trustLevel: { readonly numerator: bigint; readonly denominator: bigint };
  readonly trustingPeriodMs: number;
  readonly unbondingPeriodMs: number;
  readonly isFrozen: boolean;
  readonly latestHeight: bigint;
  /** As the chain stores it. */
  readonly wire: ClientState;
}

/** What a light client keeps of one height of the chain that it follows. */
export interface TendermintConsensusState {
  readonly height: bigint;
  readonly time: Date;
  /** `time` to the nanosecond. */
  readonly timestamp: Timestamp;
  /** The root of the state before that height's block, or the word "sentinel_root" where nobody knew it yet. */
  readonly root: Uint8Array;
  readonly nextValidatorsHash: Uint8Array;
}

/**
 * A client's state as `host` has it; undefined for an unknown client id.
 * @throws IBC_CLIENT_MISMATCH for a client of another type than 07-tendermint, RPC_QUERY_FAILED, RPC_UNREACHABLE
 */
export async function queryClientState(
  host: ChainConnection,
  clientId: string,
  options: QueryOptions = {},
): Promise<TendermintClientState | undefined> {
  const bytes = await queryStore(host, "ibc", toAscii(`clients/${clientId}/clientState`), options);
  if (bytes.length === 0) return undefined;
  const wire = ClientState.decode(tendermint(host, clientId, bytes, ClientState.typeUrl));
  const { numerator = 0n, denominator = 0n } = wire.trustLevel;
  return {
    clientId,
    chainId: wire.chainId,
    trustLevel: { numerator, denominator },
    trustingPeriodMs: milliseconds(wire.trustingPeriod),
    unbondingPeriodMs: milliseconds(wire.unbondingPeriod),
    isFrozen: wire.frozenHeight.revisionHeight > 0n || wire.frozenHeight.revisionNumber > 0n,
    latestHeight: wire.latestHeight.revisionHeight,
    wire,
  };
}

/**
 * What a client of the chain `counterpartyChainId` keeps of a height; undefined where it keeps nothing of it: the height
 * was passed over, or it is so old that it was removed.
 * @throws RPC_QUERY_FAILED, RPC_UNREACHABLE
 */
export async function queryConsensusState(
  host: ChainConnection,
  clientId: string,
  counterpartyChainId: string,
  height: bigint,
  options: QueryOptions = {},
): Promise<TendermintConsensusState | undefined> {
  const { revisionNumber } = ibcHeight(counterpartyChainId, height);
  const key = toAscii(`clients/${clientId}/consensusStates/${revisionNumber}-${height}`);
  const bytes = await queryStore(host, "ibc", key, options);
  if (bytes.length === 0) return undefined;
  const { timestamp, root, nextValidatorsHash } = ConsensusState.decode(
    tendermint(host, clientId, bytes, ConsensusState.typeUrl),
  );
  return { height, time: dateOf(timestamp), timestamp, root: root.hash, nextValidatorsHash };
}

/** The heights of which a client keeps consensus states, ascending; asks page by page. */
export async function queryConsensusHeights(host: ChainConnection, clientId: string): Promise<readonly bigint[]> {
  const heights: bigint[] = [];
  let key: Uint8Array | undefined = new Uint8Array();
  while (key !== undefined) {
    const pagination = { key, offset: 0n, limit: 1_000n, countTotal: false, reverse: false };
    const page: QueryConsensusStateHeightsResponse = await queryChain(host.queryClient, methods.consensusHeights, {
      clientId,
      pagination,
    });
    heights.push(...page.consensusStateHeights.map(({ revisionHeight }) => revisionHeight));
    key = page.pagination?.nextKey.length ? page.pagination.nextKey : undefined;
  }
  // The store's order is that of text: 10 comes before 2.
  return heights.sort((a, b) => (a < b ? -1 : Number(a > b)));
}

/** What `host` says of a client at its latest block: "Active", "Expired", "Frozen" or "Unknown". */
export async function queryClientStatus(
  host: ChainConnection,
  clientId: string,
  options: QueryOptions = {},
): Promise<string> {
  return (await queryChain(host.queryClient, methods.clientStatus, { clientId }, options)).status;
}

/** A duration in milliseconds, rounded down. */
export function milliseconds({ seconds, nanos }: Duration): number {
  return Number(seconds) * 1000 + Math.floor(nanos / 1_000_000);
}

/** As many milliseconds as a duration. */
export function duration(ms: number): Duration {
  return { seconds: BigInt(Math.floor(ms / 1000)), nanos: Math.floor(ms % 1000) * 1_000_000 };
}

function dateOf({ seconds, nanos }: Timestamp): Date {
  return new Date(Number(seconds) * 1000 + Math.floor(nanos / 1_000_000));
}

function tendermint(host: ChainConnection, clientId: string, bytes: Uint8Array, typeUrl: string): Uint8Array {
  const any = Any.decode(bytes);
  if (any.typeUrl === typeUrl) return any.value;
  throw new IcsError(
    "IBC_CLIENT_MISMATCH",
    `Light client ${clientId} on ${host.chainId} keeps a ${any.typeUrl}: it is no 07-tendermint client\nUse the client that this consumer's launch made.`,
    { clientId, expectedChainId: "", actualChainId: "" },
  );
}

const methods = {
  clientStatus: {
    path: "/ibc.core.client.v1.Query/ClientStatus",
    request: QueryClientStatusRequest,
    response: QueryClientStatusResponse,
  },
  consensusHeights: {
    path: "/ibc.core.client.v1.Query/ConsensusStateHeights",
    request: QueryConsensusStateHeightsRequest,
    response: QueryConsensusStateHeightsResponse,
  },
} as const;
