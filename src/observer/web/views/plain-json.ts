import { toBase64 } from "@cosmjs/encoding";

/** Any plain value as JSON has it: bigints as decimal text, times as ISO 8601, bytes as base64, maps as objects. */
export function plainJson(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return toBase64(value);
  if (value instanceof Map) return plainJson(Object.fromEntries(value));
  if (Array.isArray(value)) return value.map(plainJson);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainJson(item)]));
}
