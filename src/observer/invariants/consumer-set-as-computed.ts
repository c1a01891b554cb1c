import { compareValidatorSets } from "../../ccv/validator-set.ts";
import { describeDifferences } from "./describe-differences.ts";
import type { Invariant } from "./invariant.ts";

/**
 * Once a consumer signs with all that was sent to it, its set is the one that the provider has computed for it: key by
 * key and power by power. While a packet is on its way the consumer may lag behind.
 */
export const consumerSetAsComputed: Invariant = {
  name: "consumer-set-as-computed",
  check: ({ computedSet, consumerSet: { lastRead }, receivedSequences: { last }, vscPackets }, event) => {
    if (event.kind !== "validatorSetRead" && event.kind !== "vscPacketAcknowledged") return undefined;
    if (computedSet === undefined || lastRead === undefined || last === undefined) return undefined;
    const newest = vscPackets.get(last);
    const isAllReceived = newest?.sent !== undefined && vscPackets.get(last + 1n)?.sent === undefined;
    const isInForce = newest?.applied !== undefined && lastRead.height >= newest.applied.effectiveHeight;
    if (!isAllReceived || !isInForce || newest.received?.verdict.kind !== "accepted") return undefined;
    const differences = compareValidatorSets(computedSet, lastRead.actual);
    if (differences.length === 0) return undefined;
    return `the consumer's set at height ${lastRead.height} is not the one that the provider computed by VSC packet ${last}: ${describeDifferences(differences)}`;
  },
};
