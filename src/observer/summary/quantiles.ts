/** The median, and the value that 99 of 100 do not exceed. */
export interface Quantiles {
  readonly p50: number;
  readonly p99: number;
  /** How many values there were. */
  readonly count: number;
}

/** Quantiles by nearest rank of the values that are known; undefined for none. */
export function quantiles(values: readonly (number | undefined)[]): Quantiles | undefined {
  const sorted = values.filter((value) => value !== undefined).toSorted((left, right) => left - right);
  const rank = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  return sorted.length === 0 ? undefined : { p50: rank(0.5), p99: rank(0.99), count: sorted.length };
}
