import type { Invariant } from "./invariant.ts";

/** A packet is received or times out, never both, and never is one received at or after its timeout. */
export const nothingAfterTimeout: Invariant = {
  name: "nothing-after-timeout",
  check: ({ vscPackets, slashPackets }, event) => {
    switch (event.kind) {
      case "vscPacketReceived":
      case "slashPacketReceived": {
        const packets = event.kind === "vscPacketReceived" ? vscPackets : slashPackets;
        if (packets.get(event.sequence)?.timedOut) return `${name(event)} was received, and timed out before`;
        // Times are cut to milliseconds: at the same one the packet may have been in time.
        if (event.time <= event.timeoutTime) return undefined;
        return `${name(event)} was received at ${event.time.toISOString()}, its timeout was ${event.timeoutTime.toISOString()}`;
      }
      case "vscPacketTimedOut":
      case "slashPacketTimedOut": {
        const packets = event.kind === "vscPacketTimedOut" ? vscPackets : slashPackets;
        return packets.get(event.sequence)?.received ? `${name(event)} timed out, and was received before` : undefined;
      }
      default:
        return undefined;
    }
  },
};

function name(event: { readonly kind: string; readonly sequence: bigint }): string {
  return `${event.kind.startsWith("vsc") ? "VSC" : "slash"} packet ${event.sequence}`;
}
