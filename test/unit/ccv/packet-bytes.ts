import { toBase64 } from "@cosmjs/encoding";
import type { Infraction } from "../../../src/ccv/slash-packet.ts";
import type { VscPacket } from "../../../src/ccv/vsc-packet.ts";

const utf8 = new TextEncoder();

/** JSON as UTF-8. */
export function jsonBytes(value: unknown): Uint8Array {
  return utf8.encode(typeof value === "string" ? value : JSON.stringify(value));
}

/** A VSC packet as the provider writes it. */
export function vscPacketJson(packet: VscPacket): unknown {
  return {
    validator_updates: packet.validatorUpdates.map(({ pubkey, power }) => ({
      pub_key: { ed25519: toBase64(pubkey) },
      power: power.toString(),
    })),
    valset_update_id: packet.valsetUpdateId.toString(),
    slash_acks: packet.slashAcknowledgements,
  };
}

/** A slash packet as a consumer writes it. */
export function slashPacketJson(packet: {
  readonly address: Uint8Array;
  readonly power: bigint;
  readonly valsetUpdateId: bigint;
  readonly infraction: Infraction;
}): unknown {
  return {
    type: "CONSUMER_PACKET_TYPE_SLASH",
    slashPacketData: {
      validator: { address: toBase64(packet.address), power: packet.power.toString() },
      valset_update_id: packet.valsetUpdateId.toString(),
      infraction: packet.infraction === "downtime" ? "INFRACTION_TYPE_DOWNTIME" : "INFRACTION_TYPE_DOUBLE_SIGN",
    },
  };
}
