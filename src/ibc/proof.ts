import { toAscii } from "@cosmjs/encoding";
import { BinaryWriter } from "cosmjs-types/binary";
import type { Height } from "cosmjs-types/ibc/core/client/v1/client";
import type { ChainConnection } from "../chain/chain-connection.ts";
import { IcsError } from "../errors.ts";
import { ibcHeight } from "./height.ts";

/** A stored value of the IBC module with its ICS-23 proof. */
export interface Proof {
  readonly value: Uint8Array;
  /** Encoded `ibc.core.commitment.v1.MerkleProof`. */
  readonly proof: Uint8Array;
  /** The height of the header that the proof is checked against: one above the state's. */
  readonly proofHeight: Height;
}

/** Paths of the IBC store. @see ICS-24 */
export const ibcPath = {
  clientConnections: (clientId: string): string => `clients/${clientId}/connections`,
  connection: (connectionId: string): string => `connections/${connectionId}`,
  channel: (portId: string, channelId: string): string => `channelEnds/ports/${portId}/channels/${channelId}`,
  commitment: (portId: string, channelId: string, sequence: bigint): string =>
    `commitments/ports/${portId}/channels/${channelId}/sequences/${sequence}`,
  acknowledgement: (portId: string, channelId: string, sequence: bigint): string =>
    `acks/ports/${portId}/channels/${channelId}/sequences/${sequence}`,
  receipt: (portId: string, channelId: string, sequence: bigint): string =>
    `receipts/ports/${portId}/channels/${channelId}/sequences/${sequence}`,
  nextSequenceSend: (portId: string, channelId: string): string =>
    `nextSequenceSend/ports/${portId}/channels/${channelId}`,
  nextSequenceAcknowledge: (portId: string, channelId: string): string =>
    `nextSequenceAck/ports/${portId}/channels/${channelId}`,
  nextSequenceReceive: (portId: string, channelId: string): string =>
    `nextSequenceRecv/ports/${portId}/channels/${channelId}`,
};

/**
 * Reads one value of the IBC store, provable by the header at `headerHeight` (its state is that of the block before).
 * @throws IBC_PROOF_MISSING when the path holds nothing at that height
 */
export async function queryProof(connection: ChainConnection, path: string, headerHeight: bigint): Promise<Proof> {
  const proof = await queryStore(connection, path, headerHeight);
  if (proof.value.length === 0) throw proofMissing(connection, path, headerHeight, "the value is empty");
  return proof;
}

/**
 * Proves that a path of the IBC store holds nothing, by the header at `headerHeight`.
 * @throws IBC_PROOF_MISSING when it holds something
 */
export async function queryAbsence(connection: ChainConnection, path: string, headerHeight: bigint): Promise<Proof> {
  const proof = await queryStore(connection, path, headerHeight);
  if (proof.value.length > 0) throw proofMissing(connection, path, headerHeight, "it does hold a value");
  return proof;
}

async function queryStore(connection: ChainConnection, path: string, headerHeight: bigint): Promise<Proof> {
  const response = await connection.comet.abciQuery({
    path: "/store/ibc/key",
    data: toAscii(path),
    height: Number(headerHeight - 1n),
    prove: true,
  });
  if (response.code || response.proof === undefined) {
    throw proofMissing(connection, path, headerHeight, response.log || "the value is empty");
  }
  return {
    value: response.value,
    proof: merkleProof(response.proof.ops.map((op) => op.data)),
    proofHeight: ibcHeight(connection.chainId, headerHeight),
  };
}

function proofMissing(
  { chainId }: ChainConnection,
  key: string,
  headerHeight: bigint,
  reason: string,
): IcsError<"IBC_PROOF_MISSING"> {
  const height = headerHeight - 1n;
  return new IcsError(
    "IBC_PROOF_MISSING",
    `${chainId} has no ${key} at height ${height}: ${reason}`,
    { chainId, height, key },
    { retryable: true },
  );
}

/** A MerkleProof message around proofs that are encoded already. */
function merkleProof(commitmentProofs: readonly Uint8Array[]): Uint8Array {
  const writer = BinaryWriter.create();
  for (const proof of commitmentProofs) writer.uint32(0x0a).bytes(proof);
  return writer.finish();
}
