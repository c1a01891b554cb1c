import { goSorted } from "./go-sort.ts";

/** A validator with the power that a consumer gives it. */
export interface Powered {
  readonly power: bigint;
}

/**
 * The validators, by falling power, with powers of which none is more than `percent` of their sum where that is
 * possible; what is taken from some is shared out among those below the cap. 0 percent caps nothing.
 * @see NoMoreThanPercentOfTheSum in x/ccv/provider/keeper/power_shaping.go
 */
export function capPowers<T extends Powered>(validators: readonly T[], percent: number): readonly T[] {
  if (percent === 0) return validators;
  const sum = validators.reduce((total, { power }) => total + power, 0n);
  const share = (sum * BigInt(percent)) / 100n;
  const most = share === 0n ? 1n : share;
  const sorted = goSorted(validators, (left, right) => left.power > right.power);
  let left = sorted.reduce((total, { power }) => (power > most ? total + power - most : total), 0n);
  let takers = BigInt(sorted.filter(({ power }) => power < most).length);
  let each = takers === 0n ? 0n : left / takers;
  return sorted.map((validator) => {
    const power = validator.power + each < most && validator.power < most ? validator.power + each : most;
    if (validator.power < most) {
      left -= power - validator.power;
      takers -= 1n;
    }
    // The last share stays as it is once all have theirs.
    if (takers !== 0n) each = left / takers;
    return { ...validator, power };
  });
}
