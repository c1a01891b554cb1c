/**
 * A length of time as people say it: seconds to two minutes, then the largest unit with one decimal: `0.4 s`, `40 s`,
 * `30 min`, `1.5 h`, `12.3 d`. `decimals` are those of less than ten seconds; up to two minutes there is one less.
 */
export function durationText(seconds: number, decimals = 1): string {
  const size = Math.abs(seconds);
  const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));
  if (size < 120) return `${rounded(seconds, size < 10 ? decimals : Math.max(0, decimals - 1))} s`;
  if (size < 7_200) return `${rounded(seconds / 60, 1)} min`;
  return size < 172_800 ? `${rounded(seconds / 3_600, 1)} h` : `${rounded(seconds / 86_400, 1)} d`;
}

/** Day and time to the second for a sentence, the same to everybody: `2026-01-31 12:00:40 UTC`. */
export function utcText(time: Date): string {
  return Number.isNaN(time.getTime()) ? "no valid time" : `${time.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
