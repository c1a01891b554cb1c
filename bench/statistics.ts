/** How a figure spread over the runs. */
export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** The spread of some values, rounded to `digits` places. @throws RangeError for no values */
export function spread(values: readonly number[], digits = 2): Spread {
  const sorted = values.toSorted((left, right) => left - right);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  const [min, max] = [sorted[0], sorted.at(-1)];
  if (low === undefined || high === undefined || min === undefined || max === undefined) {
    throw new RangeError("There is no spread of no values");
  }
  const round = (value: number): number => Number(value.toFixed(digits));
  return { min: round(min), median: round((low + high) / 2), max: round(max) };
}

/** The median and the value that 99 of 100 do not exceed. */
export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

/** Percentiles of some values by nearest rank, rounded to `digits` places. @throws RangeError for no values */
export function percentiles(values: readonly number[], digits = 2): Percentiles {
  const sorted = values.toSorted((left, right) => left - right);
  const rank = (share: number): number => {
    const value = sorted[Math.ceil(share * sorted.length) - 1];
    if (value === undefined) throw new RangeError("There are no percentiles of no values");
    return Number(value.toFixed(digits));
  };
  return { p50: rank(0.5), p99: rank(0.99) };
}
