import type { DatabaseSync as Database, SQLOutputValue } from "node:sqlite";
import { errorMessage, IcsError } from "../../errors.ts";

/** What is known of a transaction that was signed. */
export type LedgerStatus = "signed" | "included" | "failed" | "expired" | "refused";

/** A transaction that was signed, kept before it was sent. */
export interface LedgerEntry {
  readonly id: number;
  readonly providerChainId: string;
  readonly address: string;
  readonly hash: string;
  readonly bytes: Uint8Array;
  readonly timeoutHeight: bigint;
  /** What it does, for people: one line per message. */
  readonly summary: readonly string[];
  readonly status: LedgerStatus;
  /** Why it failed; "" where it did not. */
  readonly reason: string;
  readonly signedAt: Date;
}

/** "ICSV" in ASCII, by which such files are told from others. */
const APPLICATION_ID = 0x49_43_53_56;
const VERSION = 1;

const SCHEMA = `
  CREATE TABLE tx (
    id INTEGER PRIMARY KEY,
    provider_chain_id TEXT NOT NULL,
    address TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    bytes BLOB NOT NULL,
    timeout_height TEXT NOT NULL,
    summary TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('signed', 'included', 'failed', 'expired', 'refused')),
    reason TEXT NOT NULL DEFAULT '',
    signed_at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX tx_open ON tx (provider_chain_id, address) WHERE status = 'signed';
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${VERSION};`;

/** The transactions that a validator's automation has signed, in one SQLite file: none is forgotten, none sent twice. */
export class Ledger {
  readonly #path: string;
  readonly #database: Database;

  private constructor(path: string, database: Database) {
    this.#path = path;
    this.#database = database;
  }

  /** Opens the file, or makes it. @throws VALIDATOR_STATE_FAILED */
  static async open(path: string): Promise<Ledger> {
    const { DatabaseSync } = await import("node:sqlite");
    let database: Database | undefined;
    try {
      database = new DatabaseSync(path, { timeout: 5_000 });
      // What is stored must outlive a power failure before the transaction leaves.
      database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
      prepare(database);
      return new Ledger(path, database);
    } catch (cause) {
      database?.close();
      throw failed(path, "be opened", cause);
    }
  }

  /** Keeps a signed transaction; only then may it be sent. The same one is the same entry. @throws VALIDATOR_STATE_FAILED */
  add(entry: Omit<LedgerEntry, "id" | "status" | "reason" | "signedAt">): void {
    const { providerChainId, address, hash, bytes, timeoutHeight, summary } = entry;
    this.#run(
      "keep a transaction",
      `INSERT INTO tx (provider_chain_id, address, hash, bytes, timeout_height, summary, status, signed_at)
       VALUES (?, ?, ?, ?, ?, ?, 'signed', ?)
       ON CONFLICT (hash) DO UPDATE SET status = 'signed', reason = '', signed_at = excluded.signed_at`,
      ...[providerChainId, address, hash, bytes, `${timeoutHeight}`, JSON.stringify(summary), new Date().toISOString()],
    );
  }

  /** Notes what became of it. @throws VALIDATOR_STATE_FAILED */
  settle(hash: string, status: Exclude<LedgerStatus, "signed">, reason = ""): void {
    this.#run("settle a transaction", "UPDATE tx SET status = ?, reason = ? WHERE hash = ?", status, reason, hash);
  }

  /** Those whose fate is not known, in the order in which they were signed. @throws VALIDATOR_STATE_FAILED */
  open(providerChainId: string, address: string): readonly LedgerEntry[] {
    const where = "WHERE provider_chain_id = ? AND address = ? AND status = 'signed' ORDER BY id";
    return this.#run("be read", `SELECT * FROM tx ${where}`, providerChainId, address).map(entryOf);
  }

  /** The last ones, newest first. @throws VALIDATOR_STATE_FAILED */
  latest(count = 100): readonly LedgerEntry[] {
    return this.#run("be read", "SELECT * FROM tx ORDER BY id DESC LIMIT ?", count).map(entryOf);
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #run(operation: string, sql: string, ...values: readonly (string | number | Uint8Array)[]) {
    try {
      return this.#database.prepare(sql).all(...values);
    } catch (cause) {
      throw failed(this.#path, operation, cause);
    }
  }
}

function prepare(database: Database): void {
  database.exec("BEGIN IMMEDIATE");
  try {
    const id = pragma(database, "application_id");
    const version = pragma(database, "user_version");
    const isEmpty = database.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined;
    if (isEmpty && id === 0) database.exec(SCHEMA);
    else if (id !== APPLICATION_ID) throw new Error("it is another application's file");
    else if (version > VERSION) throw new Error("a newer icskit made it");
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

function pragma(database: Database, name: string): number {
  return Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
}

function entryOf(row: Record<string, SQLOutputValue>): LedgerEntry {
  return {
    id: Number(row.id),
    providerChainId: String(row.provider_chain_id),
    address: String(row.address),
    hash: String(row.hash),
    bytes: row.bytes instanceof Uint8Array ? row.bytes : new Uint8Array(),
    timeoutHeight: BigInt(String(row.timeout_height)),
    summary: JSON.parse(String(row.summary)),
    status: String(row.status) as LedgerStatus,
    reason: String(row.reason),
    signedAt: new Date(String(row.signed_at)),
  };
}

function failed(path: string, operation: string, cause: unknown): IcsError<"VALIDATOR_STATE_FAILED"> {
  return new IcsError(
    "VALIDATOR_STATE_FAILED",
    `The validator's state file ${path} could not ${operation}: ${errorMessage(cause)}\nNothing is sent that is not kept there first; check the path, the disk, and that no other process holds it.`,
    { path, operation },
    { cause },
  );
}
