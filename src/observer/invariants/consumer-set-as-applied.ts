import { compareValidatorSets } from "../../ccv/validator-set.ts";
import { describeDifferences } from "./describe-differences.ts";
import type { Invariant } from "./invariant.ts";

/** The set that signs a consumer's blocks is the one before plus what the consumer applied. */
export const consumerSetAsApplied: Invariant = {
  name: "consumer-set-as-applied",
  check: ({ consumerSet: { lastRead } }, event) => {
    if (event.kind !== "validatorSetRead" || lastRead === undefined) return undefined;
    const differences = compareValidatorSets(lastRead.expected, lastRead.actual);
    if (differences.length === 0) return undefined;
    return `the consumer's set at height ${event.height} is not what it applied: ${describeDifferences(differences)}`;
  },
};
