import { isMissingBetween } from "../missing.ts";
import type { Invariant } from "./invariant.ts";

/** A consumer has only ever been given updates that its provider sent. Known from the first packet on that was seen. */
export const acknowledgedWasSent: Invariant = {
  name: "acknowledged-was-sent",
  check: ({ vscPackets, missing }, event) => {
    if (event.kind !== "vscPacketAcknowledged") return undefined;
    const before = vscPackets.get(event.sequence - 1n)?.sent;
    if (before === undefined || vscPackets.get(event.sequence)?.sent !== undefined) return undefined;
    if (isMissingBetween(missing.provider, before.height, event.height)) return undefined;
    return `VSC packet ${event.sequence} was acknowledged, and the provider never sent it`;
  },
};
