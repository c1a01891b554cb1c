import { toBase64 } from "@cosmjs/encoding";
import type { ValidatorUpdate } from "../../ccv/validator-set.ts";
import type { Invariant } from "./invariant.ts";

/**
 * A consumer hands CometBFT the updates of the VSC packets that its block received and no others; of several updates
 * of one key the last counts. It may leave out the removal of a validator that it does not have.
 * @see ApplyCCValidatorChanges in x/ccv/consumer/keeper/validators.go
 */
export const appliedWhatWasReceived: Invariant = {
  name: "applied-what-was-received",
  check: ({ vscPackets }, event) => {
    if (event.kind !== "validatorSetApplied") return undefined;
    const packets = event.sequences.map((sequence) => vscPackets.get(sequence)?.received);
    const accepted = packets.filter((received) => received?.verdict.kind === "accepted");
    const wanted = powers(accepted.flatMap((received) => received?.packet.validatorUpdates ?? []));
    const applied = powers(event.updates);
    for (const [pubkey, power] of applied) {
      if (wanted.get(pubkey) !== power) return `the consumer gave ${pubkey} power ${power}, which no VSC packet says`;
    }
    for (const [pubkey, power] of wanted) {
      if (power > 0n && !applied.has(pubkey)) return `the consumer did not give ${pubkey} its power ${power}`;
    }
    return undefined;
  },
};

function powers(updates: readonly ValidatorUpdate[]): Map<string, bigint> {
  return new Map(updates.map(({ pubkey, power }) => [toBase64(pubkey), power]));
}
