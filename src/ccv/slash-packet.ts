import * as z from "zod";
import { bytes, nonNegativeI64, parsePacketJson, u64 } from "./packet-json.ts";

/** What a validator did on a consumer. */
export type Infraction = "downtime" | "double-sign";

/** A consumer's request to punish a validator. */
export interface SlashPacket {
  readonly kind: "slash";
  /** The 20 bytes of the validator's consensus address on the consumer. */
  readonly consumerAddressBytes: Uint8Array;
  /** Voting power at the infraction; positive. */
  readonly power: bigint;
  /** The update that put the set in force at the infraction; 0 stands for the consumer's first set. */
  readonly valsetUpdateId: bigint;
  readonly infraction: Infraction;
}

/** History: consumers before v5 reported that an update had matured. Providers now ignore it. */
export interface VscMaturedPacket {
  readonly kind: "vsc-matured";
  readonly valsetUpdateId: bigint;
}

/** What a consumer can send over the CCV channel. */
export type ConsumerPacket = SlashPacket | VscMaturedPacket;

/**
 * Names on the wire (v1, which every consumer writes to this day) and of the later staking enum, which providers
 * accept too, by name or number.
 */
const infractions: Readonly<Record<string, Infraction>> = {
  INFRACTION_TYPE_DOUBLE_SIGN: "double-sign",
  INFRACTION_TYPE_DOWNTIME: "downtime",
  INFRACTION_DOUBLE_SIGN: "double-sign",
  INFRACTION_DOWNTIME: "downtime",
  1: "double-sign",
  2: "downtime",
};

/** Reads an infraction from any name or number that chains write for it; undefined for anything else. */
export function parseInfraction(value: string | number): Infraction | undefined {
  return Object.hasOwn(infractions, value) ? infractions[value] : undefined;
}

const infraction = z.union([z.string(), z.int()]).transform((value, context): Infraction => {
  const known = parseInfraction(value);
  if (known) return known;
  context.addIssue({ code: "custom", message: `unknown infraction "${value}"` });
  return z.NEVER;
});

const slashData = z.strictObject({
  validator: z.strictObject({
    address: bytes.refine((address) => address.length === 20, { error: "must have 20 bytes" }),
    power: nonNegativeI64.refine((power) => power > 0n, { error: "must be positive" }),
  }),
  valset_update_id: u64.default(0n),
  infraction,
});

const slashPacket = z
  .strictObject({
    type: z.union([z.literal("CONSUMER_PACKET_TYPE_SLASH"), z.literal(1)]),
    slashPacketData: slashData,
  })
  .transform(
    ({ slashPacketData: data }): ConsumerPacket => ({
      kind: "slash",
      consumerAddressBytes: data.validator.address,
      power: data.validator.power,
      valsetUpdateId: data.valset_update_id,
      infraction: data.infraction,
    }),
  );

const vscMaturedPacket = z
  .strictObject({
    type: z.union([z.literal("CONSUMER_PACKET_TYPE_VSCM"), z.literal(2)]),
    vscMaturedPacketData: z.strictObject({
      valset_update_id: u64.refine((id) => id > 0n, { error: "must be positive" }),
    }),
  })
  .transform(
    ({ vscMaturedPacketData: data }): ConsumerPacket => ({
      kind: "vsc-matured",
      valsetUpdateId: data.valset_update_id,
    }),
  );

const packetKind = z.looseObject({ type: z.union([z.string(), z.int()]) });

/**
 * Reads the data of a packet from a consumer (source port "consumer").
 * @throws CCV_PACKET_INVALID where a provider would answer with an error acknowledgement without looking at its state
 * @see ConsumerPacketDataV1 in interchain_security/ccv/v1/wire.proto
 */
export function parseConsumerPacket(data: Uint8Array): ConsumerPacket {
  const { type } = parsePacketJson("consumer packet", data, packetKind);
  const isMatured = type === "CONSUMER_PACKET_TYPE_VSCM" || type === 2;
  return parsePacketJson("consumer packet", data, isMatured ? vscMaturedPacket : slashPacket);
}
