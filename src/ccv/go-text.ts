const unitSeconds: Readonly<Record<string, number>> = {
  h: 3600,
  m: 60,
  s: 1,
  ms: 1e-3,
  µs: 1e-6,
  ns: 1e-9,
};

/** Seconds of a duration as Go prints it ("474h0m0s", "1.5s"); undefined for any other text. */
export function parseGoDuration(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(h|ms|µs|ns|m|s))+$/.test(text)) return undefined;
  return text
    .matchAll(/(\d+(?:\.\d+)?)(h|ms|µs|ns|m|s)/g)
    .reduce((sum, [, amount, unit]) => sum + Number(amount) * (unitSeconds[unit ?? ""] ?? 0), 0);
}

/**
 * The time that Go prints as "2026-01-31 12:00:00.123456789 +0000 UTC", to the millisecond; undefined for any other
 * text and for Go's zero time, which stands for none.
 */
export function parseGoTime(text: string): Date | undefined {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d+)? \+0000 UTC$/.exec(text);
  if (!match || match[1] === "0001-01-01") return undefined;
  const time = new Date(`${match[1]}T${match[2]}${(match[3] ?? "").slice(0, 4)}Z`);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
