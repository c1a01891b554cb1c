import { sha256 } from "@cosmjs/crypto";
import { fromBech32, toBech32 } from "@cosmjs/encoding";

/**
 * The 20 address bytes of an ed25519 consensus key (32 raw bytes): the head of its SHA-256.
 * @see crypto/ed25519 `PubKey.Address` in CometBFT
 */
export function consensusAddressBytes(pubkey: Uint8Array): Uint8Array {
  return sha256(pubkey).slice(0, 20);
}

/** The consensus address of an ed25519 key under a chain's account prefix: "cosmos" gives `cosmosvalcons1…`. */
export function consensusAddress(pubkey: Uint8Array, accountPrefix: string): string {
  return toConsensusAddress(consensusAddressBytes(pubkey), accountPrefix);
}

/** Bech32 of raw consensus address bytes under a chain's account prefix: "cosmos" gives `cosmosvalcons1…`. */
export function toConsensusAddress(address: Uint8Array, accountPrefix: string): string {
  return toBech32(`${accountPrefix}valcons`, address);
}

/**
 * True where both texts are bech32 of the same bytes, whatever their prefixes: chains of one consumer pair print the
 * same key under their own prefix. False where either is no bech32.
 */
export function isSameAddress(left: string, right: string): boolean {
  const [a, b] = [addressBytes(left), addressBytes(right)];
  return a !== undefined && b !== undefined && a.length === b.length && a.every((byte, index) => byte === b[index]);
}

function addressBytes(text: string): Uint8Array | undefined {
  try {
    // A limit must be given: the default of CosmJS 0.39 (Infinity) is refused by @scure/base 2.4.
    return fromBech32(text, 1023).data;
  } catch {
    return undefined;
  }
}
