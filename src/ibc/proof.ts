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
  connection: (connectionId: string): string => `connections/${connectionId}`,
  channel: (portId: string, channelId: string): string => `channelEnds/ports/${portId}/channels/${channelId}`,
  commitment: (portId: string, channelId: string, sequence: bigint): string =>
    `commitments/ports/${portId}/channels/${channelId}/sequences/${sequence}`,
  acknowledgement: (portId: string, channelId: string, sequence: bigint): string =>
    `acks/ports/${portId}/channels/${channelId}/sequences/${sequence}`,
  nextSequenceReceive: (portId: string, channelId: string): string =>
    `nextSequenceRecv/ports/${portId}/channels/${channelId}`,
};

/**
 * Reads one value of the IBC store, provable by the header at `headerHeight` (its state is that of the block before).
 * @throws IBC_PROOF_MISSING when the path holds nothing at that height
 */
export async function queryProof(connection: ChainConnection, path: string, headerHeight: bigint): Promise<Proof> {
  const response = await connection.comet.abciQuery({
    path: "/store/ibc/key",
    data: toAscii(path),
    height: Number(headerHeight - 1n),
    prove: true,
  });
  if (response.code || response.proof === undefined || response.value.length === 0) {
    throw new IcsError(
      "IBC_PROOF_MISSING",
      `${connection.chainId} has no ${path} at height ${headerHeight - 1n}: ${response.log || "the value is empty"}`,
      { chainId: connection.chainId, height: headerHeight - 1n, key: path },
      { retryable: true },
    );
  }
  return {
    value: response.value,
    proof: merkleProof(response.proof.ops.map((op) => op.data)),
    proofHeight: ibcHeight(connection.chainId, headerHeight),
  };
}

/** A MerkleProof message around proofs that are encoded already. */
function merkleProof(commitmentProofs: readonly Uint8Array[]): Uint8Array {
  const writer = BinaryWriter.create();
  for (const proof of commitmentProofs) writer.uint32(0x0a).bytes(proof);
  return writer.finish();
}
