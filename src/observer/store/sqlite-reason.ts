import type { StoreFailureReason } from "./store-error.ts";

/** An error of node:sqlite. */
export interface SqliteError extends Error {
  readonly code: "ERR_SQLITE_ERROR";
  /** SQLite's result code, extended by what stands above its lowest byte. */
  readonly errcode: number;
}

/** True for an error that SQLite itself gave. */
export function isSqliteError(error: unknown): error is SqliteError {
  const { code, errcode } = (error ?? {}) as Partial<SqliteError>;
  return code === "ERR_SQLITE_ERROR" && typeof errcode === "number";
}

/** By SQLite's primary result code. @see https://sqlite.org/rescode.html */
const reasons: Readonly<Record<number, StoreFailureReason>> = {
  5: "busy",
  6: "busy",
  8: "read-only",
  11: "not-a-store",
  13: "full",
  14: "unavailable",
  26: "not-a-store",
};

/** What an error of SQLite means to who uses the store. */
export function sqliteReason({ errcode }: SqliteError): StoreFailureReason {
  return reasons[errcode & 0xff] ?? "other";
}
