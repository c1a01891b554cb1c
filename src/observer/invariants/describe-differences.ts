import type { ValidatorSetDifference } from "../../ccv/validator-set.ts";

/** Differences of two sets in words, at most three of them. */
export function describeDifferences(differences: readonly ValidatorSetDifference[]): string {
  const words = differences.slice(0, 3).map(describe);
  const more = differences.length - words.length;
  return more > 0 ? `${words.join("; ")}; and ${more} more` : words.join("; ");
}

function describe({ kind, pubkey, expected, actual }: ValidatorSetDifference): string {
  if (kind === "missing") return `${pubkey} is missing with power ${expected}`;
  return kind === "extra"
    ? `${pubkey} is extra with power ${actual}`
    : `${pubkey} has ${actual} in place of ${expected}`;
}
