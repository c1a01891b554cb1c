import { toAscii, toUtf8 } from "@cosmjs/encoding";

/** Keys of the provider module's store for what no query tells. @see x/ccv/provider/types/keys.go */
export const providerStoreKey = {
  channel: (consumerId: string): Uint8Array => Uint8Array.of(0x05, ...toAscii(consumerId)),
  pendingVscPackets: (consumerId: string): Uint8Array => Uint8Array.of(0x11, ...toAscii(consumerId)),
  removalTime: (consumerId: string): Uint8Array => Uint8Array.of(0x32, ...withLength(consumerId)),
  rewardsAllocation: (consumerId: string, denom: string): Uint8Array =>
    Uint8Array.of(0x37, ...withLength(consumerId), ...toUtf8(denom)),
  minEvidenceHeight: (consumerId: string): Uint8Array => Uint8Array.of(0x1d, ...toAscii(consumerId)),
  assignedKey: (consumerId: string, consensusAddress: Uint8Array): Uint8Array =>
    Uint8Array.of(0x16, ...withLength(consumerId), ...consensusAddress),
  leasedValidator: (consumerId: string, consensusAddress: Uint8Array): Uint8Array =>
    Uint8Array.of(0x1f, ...withLength(consumerId), ...consensusAddress),
  commissionRate: (consumerId: string, consensusAddress: Uint8Array): Uint8Array =>
    Uint8Array.of(0x27, ...withLength(consumerId), ...consensusAddress),
  queuedInfractionParameters: (consumerId: string): Uint8Array => Uint8Array.of(0x3a, ...withLength(consumerId)),
};

/** A text after its length in 8 bytes, big endian. */
export function withLength(text: string): Uint8Array {
  const length = new DataView(new ArrayBuffer(8));
  length.setBigUint64(0, BigInt(text.length));
  return Uint8Array.of(...new Uint8Array(length.buffer), ...toUtf8(text));
}
