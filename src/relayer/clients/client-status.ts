import type { ChainConnection } from "../../chain/chain-connection.ts";
import { shownUrl } from "../../chain/shown-url.ts";
import { IcsError } from "../../errors.ts";
import {
  queryClientState,
  queryClientStatus,
  queryConsensusState,
  type TendermintClientState,
  type TendermintConsensusState,
} from "../../ibc/client-state.ts";

/** How a light client stands on the chain that keeps it. */
export interface ClientStatus {
  readonly clientId: string;
  /** The chain that keeps the client. */
  readonly chainId: string;
  /** Only an active client verifies anything. The chain tells a frozen client as frozen, expired or not. */
  readonly status: "Active" | "Expired" | "Frozen" | "Unknown";
  readonly latestHeight: bigint;
  /** Time of the counterparty's block at `latestHeight`; undefined where the client no longer keeps it. */
  readonly trustedTime: Date | undefined;
  /** The host's time from which the client verifies nothing more, unless it is updated before. */
  readonly expiresAt: Date | undefined;
  /** Time of the host's block at which all this was read; the only clock that expiry goes by. */
  readonly hostTime: Date;
  /** From `hostTime` to `expiresAt`; 0 once expired. */
  readonly remainingMs: number;
}

/** A client's state with what it keeps of its latest height. */
export interface ClientReading {
  readonly state: TendermintClientState;
  readonly consensus: TendermintConsensusState | undefined;
}

/**
 * Reads a client's state, and the consensus state of its latest height.
 * @throws RPC_QUERY_FAILED for an unknown client id, RPC_UNREACHABLE
 */
export async function readClient(host: ChainConnection, clientId: string, height?: bigint): Promise<ClientReading> {
  const at = height === undefined ? {} : { height };
  const state = await queryClientState(host, clientId, at);
  if (state === undefined) {
    throw new IcsError(
      "RPC_QUERY_FAILED",
      `${host.chainId} has no light client ${clientId}\nUse the client that the launch made: consumerChain(consumerId).clientId on the provider, 07-tendermint-0 on a new consumer.`,
      { url: shownUrl(host.url), path: `clients/${clientId}/clientState` },
    );
  }
  return { state, consensus: await queryConsensusState(host, clientId, state.chainId, state.latestHeight, at) };
}

/**
 * How a client stands by its own chain's latest block.
 * @throws RPC_QUERY_FAILED for an unknown client id, RPC_UNREACHABLE
 */
export async function queryLightClientStatus(host: ChainConnection, clientId: string): Promise<ClientStatus> {
  const height = await host.latestHeight();
  const [{ state, consensus }, status, { block }] = await Promise.all([
    readClient(host, clientId, height),
    queryClientStatus(host, clientId, { height }),
    host.comet.block(Number(height)),
  ]);
  return clientStatus(host.chainId, { state, consensus }, parseStatus(status), new Date(block.header.time.getTime()));
}

/** The arithmetic of a status. */
export function clientStatus(
  chainId: string,
  { state, consensus }: ClientReading,
  status: ClientStatus["status"],
  hostTime: Date,
): ClientStatus {
  const expiresAt = consensus && new Date(consensus.time.getTime() + state.trustingPeriodMs);
  return {
    clientId: state.clientId,
    chainId,
    status,
    latestHeight: state.latestHeight,
    trustedTime: consensus?.time,
    expiresAt,
    hostTime,
    remainingMs: Math.max(0, (expiresAt?.getTime() ?? 0) - hostTime.getTime()),
  };
}

function parseStatus(text: string): ClientStatus["status"] {
  return text === "Active" || text === "Expired" || text === "Frozen" ? text : "Unknown";
}

/** The error of a client that verifies nothing, with what to do about it. */
export function clientNotActive(
  chainId: string,
  clientId: string,
  status: string,
  counterpartyChainId: string,
): IcsError<"IBC_CLIENT_NOT_ACTIVE"> {
  return new IcsError(
    "IBC_CLIENT_NOT_ACTIVE",
    `Light client ${clientId} on ${chainId}, which follows ${counterpartyChainId}, is ${status.toLowerCase()}: nothing of ${counterpartyChainId} can be proven there
Only a governance proposal of ${chainId} brings it back: make a substitute with createSubstituteClient, keep it fresh while the vote lasts, and propose msgRecoverClient. Packets that wait are carried then.
A consumer chain without governance cannot recover its client: it goes on with the validators it has, none of whom it can ever drop, and learns of no slashing; have it removed on the provider, and launch it anew.`,
    { chainId, clientId, status },
  );
}
