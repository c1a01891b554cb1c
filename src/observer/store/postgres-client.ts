import pg from "pg";
import type { IcsError } from "../../errors.ts";
import { postgresReason } from "./postgres-reason.ts";
import { storeError } from "./store-error.ts";

/** Where a database is. */
export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`, or with `?host=/folder` for a socket. Never shown. */
  readonly connectionString: string;
  /** At most so many connections at once; default 10. */
  readonly maxConnections?: number;
  /** Writes nothing, and needs no right to; default false. */
  readonly readOnly?: boolean;
  /** A connection or an answer that takes longer has failed; default 10,000. */
  readonly timeoutMs?: number;
}

/** A statement, planned once per connection where it has a name. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly unknown[];
}

type Row = Readonly<Record<string, unknown>>;

/** Connections to one database; every failure is an OBSERVER_STORE_FAILED without a secret. */
export class PostgresClient {
  /** Host and database, for messages. */
  readonly label: string;
  readonly readOnly: boolean;
  readonly pool: pg.Pool;
  #closing: Promise<void> | undefined;

  constructor({ connectionString, maxConnections = 10, readOnly = false, timeoutMs = 10_000 }: PostgresOptions) {
    this.label = labelOf(connectionString);
    this.readOnly = readOnly;
    this.pool = new pg.Pool({
      connectionString,
      max: maxConnections,
      connectionTimeoutMillis: timeoutMs,
      query_timeout: timeoutMs,
      keepAlive: true,
      application_name: "icskit",
      ...(readOnly && { options: "-c default_transaction_read_only=on" }),
    });
    // An idle connection was lost: the next statement makes another one, or says why it cannot.
    this.pool.on("error", () => undefined);
  }

  /** @throws OBSERVER_STORE_FAILED */
  async query(operation: string, { name, text, values = [] }: Statement): Promise<readonly Row[]> {
    if (this.#closing) throw storeError(this.label, operation, "closed");
    try {
      const { rows } = await this.pool.query({ ...(name !== undefined && { name }), text, values: [...values] });
      return rows;
    } catch (error) {
      throw this.failure(operation, error);
    }
  }

  /** What an error of the driver means, for who uses the pool directly. */
  failure(operation: string, error: unknown): IcsError<"OBSERVER_STORE_FAILED"> {
    return storeError(this.label, operation, postgresReason(error), error);
  }

  /** Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.pool.end();
    return this.#closing;
  }
}

function labelOf(connectionString: string): string {
  try {
    const { host, port, database } = new pg.Client({ connectionString });
    return `postgres://${host}:${port}/${database ?? ""}`;
  } catch {
    // The cause would show the whole text, and with it a password.
    throw storeError("PostgreSQL", "be opened: its connection string is not a URL", "unavailable");
  }
}
