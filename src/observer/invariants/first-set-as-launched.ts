import { compareValidatorSets } from "../../ccv/validator-set.ts";
import { describeDifferences } from "./describe-differences.ts";
import type { Invariant } from "./invariant.ts";

/** A consumer begins with the set that the provider put in its genesis. Known only where its first block was read. */
export const firstSetAsLaunched: Invariant = {
  name: "first-set-as-launched",
  check: ({ initialHeight, initialSet, consumerSet: { base } }, event) => {
    const isNews =
      event.kind === "initialValidatorsRead" ||
      event.kind === "consumerClientCreated" ||
      (event.kind === "validatorSetRead" && event.height === base?.height);
    if (!isNews || initialSet === undefined || base === undefined || base.height !== initialHeight) return undefined;
    const differences = compareValidatorSets(initialSet, base.set);
    if (differences.length === 0) return undefined;
    return `the consumer began with another set than the provider gave it: ${describeDifferences(differences)}`;
  },
};
