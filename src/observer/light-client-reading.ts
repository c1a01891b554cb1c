import type { ChainConnection } from "../chain/chain-connection.ts";
import { queryClientState, queryClientStatus, queryConsensusState } from "../ibc/client-state.ts";
import type { LightClientReading } from "./readings.ts";

/** A light client after a block of the chain that keeps it; undefined for an unknown client id. */
export async function readLightClient(
  connection: ChainConnection,
  clientId: string,
  height: bigint,
): Promise<LightClientReading | undefined> {
  const [state, status] = await Promise.all([
    queryClientState(connection, clientId, { height }),
    queryClientStatus(connection, clientId, { height }),
  ]);
  if (state === undefined) return undefined;
  const { chainId, latestHeight, trustingPeriodMs } = state;
  const newest = await queryConsensusState(connection, clientId, chainId, latestHeight, { height });
  const expiresAt = newest && new Date(newest.time.getTime() + trustingPeriodMs);
  return { clientId, status, latestHeight, trustingPeriodSeconds: trustingPeriodMs / 1000, expiresAt };
}
