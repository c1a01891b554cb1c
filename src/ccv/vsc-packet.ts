import { toBase64 } from "@cosmjs/encoding";
import * as z from "zod";
import { bytes, nonNegativeI64, parsePacketJson, u64 } from "./packet-json.ts";
import type { ValidatorUpdate } from "./validator-set.ts";

/** What a provider tells a consumer: changes of its validator set, and which slash packets were taken care of. */
export interface VscPacket {
  /** Strictly positive; grows with every epoch of the provider, so that ids have holes. */
  readonly valsetUpdateId: bigint;
  /** In the provider's order; power 0 removes the validator. */
  readonly validatorUpdates: readonly ValidatorUpdate[];
  /** Consumer consensus addresses (bech32) whose downtime slash packets the provider has handled. */
  readonly slashAcknowledgements: readonly string[];
}

const pubkey = z.strictObject({
  ed25519: bytes.refine((key) => key.length === 32, { error: "must have 32 bytes" }),
});

const vscPacket = z
  .strictObject({
    // A nil list is refused by the consumer, and the provider never sends one: an update always has changes.
    validator_updates: z.array(z.strictObject({ pub_key: pubkey, power: nonNegativeI64.default(0n) })),
    valset_update_id: u64.refine((id) => id > 0n, { error: "must be positive" }),
    slash_acks: z.array(z.string()).nullish(),
  })
  .transform(
    (packet): VscPacket => ({
      valsetUpdateId: packet.valset_update_id,
      validatorUpdates: packet.validator_updates.map(({ pub_key, power }) => ({ pubkey: pub_key.ed25519, power })),
      slashAcknowledgements: packet.slash_acks ?? [],
    }),
  );

/**
 * Reads the data of a packet from a provider (source port "provider").
 * @throws CCV_PACKET_INVALID where a consumer would answer with an error acknowledgement, and for keys that are not ed25519
 * @see ValidatorSetChangePacketData in interchain_security/ccv/v1/wire.proto
 */
export function parseVscPacket(data: Uint8Array): VscPacket {
  return parsePacketJson("VSC packet", data, vscPacket);
}

const utf8 = new TextEncoder();

/** The data of a packet from a provider, byte for byte as the provider writes it. */
export function encodeVscPacket(packet: VscPacket): Uint8Array {
  const wire = {
    validator_updates: packet.validatorUpdates.map(({ pubkey: key, power }) => ({
      pub_key: { ed25519: toBase64(key) },
      power: power.toString(),
    })),
    valset_update_id: packet.valsetUpdateId.toString(),
    slash_acks: packet.slashAcknowledgements,
  };
  return utf8.encode(JSON.stringify(wire));
}
