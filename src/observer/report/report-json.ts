import { toBase64 } from "@cosmjs/encoding";
import type { ReportData } from "./report-data.ts";

/**
 * The data of a report as one line of JSON: large numbers as decimal text, times as ISO 8601, bytes as base64, maps as
 * lists of pairs, errors as their message; what is undefined is left out.
 */
export function reportJson(data: ReportData): string {
  return JSON.stringify(data, (_key, value: unknown) => {
    if (typeof value === "bigint") return value.toString();
    if (value instanceof Uint8Array) return toBase64(value);
    if (value instanceof Map) return [...value];
    return value instanceof Error ? value.message : value;
  });
}
