import { compareValidatorSets, createValidatorSet } from "../../ccv/validator-set.ts";
import type { VscPacket } from "../../ccv/vsc-packet.ts";
import type { Invariant } from "./invariant.ts";

/** A consumer receives exactly what the provider sent under that sequence. */
export const receivedAsSent: Invariant = {
  name: "received-as-sent",
  check: ({ vscPackets }, event) => {
    if (event.kind !== "vscPacketSent" && event.kind !== "vscPacketReceived") return undefined;
    const { sent, received } = vscPackets.get(event.sequence) ?? {};
    if (sent === undefined || received === undefined || isSamePacket(sent.packet, received.packet)) return undefined;
    return `VSC packet ${event.sequence} was received with other data than was sent`;
  },
};

function isSamePacket(left: VscPacket, right: VscPacket): boolean {
  return (
    left.valsetUpdateId === right.valsetUpdateId &&
    left.validatorUpdates.length === right.validatorUpdates.length &&
    compareValidatorSets(createValidatorSet(left.validatorUpdates), createValidatorSet(right.validatorUpdates))
      .length === 0 &&
    left.slashAcknowledgements.join() === right.slashAcknowledgements.join()
  );
}
