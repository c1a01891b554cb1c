import type { Invariant } from "./invariant.ts";

/** Each VSC packet that a provider sends has a higher valset update id than the one before. */
export const valsetUpdateIdsIncrease: Invariant = {
  name: "valset-update-ids-increase",
  check: ({ vscPackets }, event) => {
    if (event.kind !== "vscPacketSent") return undefined;
    const { sequence } = event;
    const id = event.packet.valsetUpdateId;
    const before = vscPackets.get(sequence - 1n)?.sent?.packet.valsetUpdateId;
    if (before === undefined || before < id) return undefined;
    return `VSC packet ${sequence} was sent with valset update id ${id} after packet ${sequence - 1n} with ${before}`;
  },
};
