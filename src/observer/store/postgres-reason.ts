import type { StoreFailureReason } from "./store-error.ts";

/** By SQLSTATE, or by its class, the first two characters. @see https://www.postgresql.org/docs/current/errcodes-appendix.html */
const byState: Readonly<Record<string, StoreFailureReason>> = {
  "53100": "full",
  "25006": "read-only",
  "42501": "read-only",
  "42P01": "not-a-store",
  "42703": "not-a-store",
  "3F000": "not-a-store",
  "3D000": "unavailable",
  "28": "unavailable",
  "40": "busy",
  "55": "busy",
  "08": "disconnected",
  "53": "disconnected",
  "57": "disconnected",
};

/** The system's errors of a connection that was not made, or was lost. */
const connectionCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOENT",
  "ENOTFOUND",
  "EAI_AGAIN",
]);

/** What an error of the driver means to who uses the store. */
export function postgresReason(error: unknown): StoreFailureReason {
  const { code, message = "" } = (error ?? {}) as { readonly code?: unknown; readonly message?: string };
  if (typeof code === "string") {
    if (connectionCodes.has(code)) return "disconnected";
    return byState[code] ?? byState[code.slice(0, 2)] ?? "other";
  }
  // The driver gives these no code.
  return /^Connection terminated|timeout/i.test(message) ? "disconnected" : "other";
}
