import { durationFromJson } from "./duration-json.ts";

const camelCase = (key: string): string =>
  key.replace(/_([a-zA-Z])/g, (_match, letter: string) => letter.toUpperCase());

const holdsDuration = /(Period|Drift|Duration)$/;

function convert(key: string, value: unknown): unknown {
  return typeof value === "string" && holdsDuration.test(key) ? durationFromJson(value) : cosmjsJson(value);
}

/**
 * JSON as the chains write it, in the form that `fromJSON` of cosmjs-types reads: it knows camelCase names only
 * (a `pub_key` would be dropped without a word) and durations only as objects ("1s" would be read as zero).
 */
export function cosmjsJson(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(cosmjsJson);
  if (typeof json !== "object" || json === null || json instanceof Date || json instanceof Uint8Array) return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [camelCase(key), convert(camelCase(key), value)]),
  );
}
