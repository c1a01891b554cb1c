import { toBase64 } from "@cosmjs/encoding";

/** A change of one validator's power; the shape that VSC packets and blocks both carry. */
export interface ValidatorUpdate {
  /** Raw ed25519 public key, 32 bytes. */
  readonly pubkey: Uint8Array;
  /** New voting power; 0 removes the validator. */
  readonly power: bigint;
}

/** Voting powers (all positive) by public key in base64. */
export type ValidatorSet = ReadonlyMap<string, bigint>;

/** One key on which two validator sets differ; a power is undefined where the set lacks the key. */
export interface ValidatorSetDifference {
  readonly pubkey: string;
  readonly kind: "missing" | "extra" | "power";
  readonly expected: bigint | undefined;
  readonly actual: bigint | undefined;
}

/** A validator set from a list of keys and powers; a later entry of the same key wins, power 0 leaves it out. */
export function createValidatorSet(validators: Iterable<ValidatorUpdate>): ValidatorSet {
  return applyValidatorUpdates(new Map(), validators);
}

/**
 * The set after these updates, in their order; the given one stays as it was. Removing an absent validator does nothing.
 * @see ApplyCCValidatorChanges in x/ccv/consumer/keeper/validators.go
 */
export function applyValidatorUpdates(set: ValidatorSet, updates: Iterable<ValidatorUpdate>): ValidatorSet {
  const next = new Map(set);
  for (const { pubkey, power } of updates) {
    if (power > 0n) next.set(toBase64(pubkey), power);
    else next.delete(toBase64(pubkey));
  }
  return next;
}

/** Where two sets differ, key by key, ascending by key; empty where they are equal. */
export function compareValidatorSets(expected: ValidatorSet, actual: ValidatorSet): ValidatorSetDifference[] {
  const pubkeys = [...new Set([...expected.keys(), ...actual.keys()])].toSorted();
  return pubkeys
    .map((pubkey) => ({ pubkey, expected: expected.get(pubkey), actual: actual.get(pubkey) }))
    .filter((powers) => powers.expected !== powers.actual)
    .map((powers) => ({ ...powers, kind: differenceKind(powers.expected, powers.actual) }));
}

function differenceKind(expected: bigint | undefined, actual: bigint | undefined): ValidatorSetDifference["kind"] {
  if (actual === undefined) return "missing";
  return expected === undefined ? "extra" : "power";
}

/** The sum of all voting powers; 0 for the empty set. */
export function totalPower(set: ValidatorSet): bigint {
  return set.values().reduce((sum, power) => sum + power, 0n);
}

/** True where this much power of a set can commit blocks: strictly more than two thirds. */
export function isTwoThirds(power: bigint, total: bigint): boolean {
  return power * 3n > total * 2n;
}

/** The least power that can commit blocks alone in a set of this total: the smallest integer above two thirds. */
export function twoThirds(total: bigint): bigint {
  return (total * 2n) / 3n + 1n;
}
