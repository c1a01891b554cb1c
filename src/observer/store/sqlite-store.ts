import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import type { ConsumerCursor, ObserverCursor, ProviderCursor } from "../cursor.ts";
import { fromJsonText, toJsonText } from "../json-text.ts";
import type { ObservedBlock } from "../observe.ts";
import type { ObserverEvent } from "../observer-event.ts";
import type { ObservationStore, StoredEvent, Subject } from "./observation-store.ts";
import { migrateSqlite } from "./sqlite-migrate.ts";
import { isSqliteError, sqliteReason } from "./sqlite-reason.ts";
import { storeError } from "./store-error.ts";

/** How a file is opened. */
export interface SqliteStoreOptions {
  readonly path: string;
  /** Reads only, beside an observer that writes; default false. */
  readonly readOnly?: boolean;
  /** The largest size of the file; default none but the disk's. */
  readonly maxBytes?: number;
}

const pageBytes = 4096;
const eventsPerRead = 500;

/** A store in one SQLite file; one process writes to it at a time. */
export class SqliteStore implements ObservationStore {
  readonly #path: string;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  private constructor(path: string, database: DatabaseSync) {
    this.#path = path;
    this.#database = database;
  }

  /** @throws OBSERVER_STORE_FAILED */
  static async open({ path, readOnly = false, maxBytes }: SqliteStoreOptions): Promise<SqliteStore> {
    let database: DatabaseSync | undefined;
    try {
      database = new DatabaseSync(path, { readOnly, timeout: 5_000 });
      await migrateSqlite(database, { path, readOnly });
      if (maxBytes !== undefined) database.exec(`PRAGMA max_page_count = ${Math.ceil(maxBytes / pageBytes)}`);
      return new SqliteStore(path, database);
    } catch (error) {
      database?.close();
      if (!isSqliteError(error)) throw error;
      throw storeError(path, "be opened", sqliteReason(error), error);
    }
  }

  async cursor(subject: Subject): Promise<ObserverCursor | undefined> {
    const rows = this.#all(
      "read a cursor",
      `SELECT chain, value FROM cursor JOIN subject ON subject.id = cursor.subject
       WHERE provider_chain_id = ? AND consumer_id = ?`,
      subject.providerChainId,
      subject.consumerId,
    );
    if (rows.length === 0) return undefined;
    const byChain = new Map(rows.map(({ chain, value }) => [chain, fromJsonText(String(value))]));
    const provider = byChain.get("provider") as ProviderCursor | undefined;
    const consumer = byChain.get("consumer") as ConsumerCursor | undefined;
    return { consumerId: subject.consumerId, ...(provider && { provider }), ...(consumer && { consumer }) };
  }

  async append(subject: Subject, block: ObservedBlock): Promise<void> {
    const operation = "append a block";
    this.#transaction(operation, () => {
      const id = this.#subjectId(operation, subject);
      const { chain, cursor, events } = block;
      const [last] = this.#all(operation, "SELECT height FROM cursor WHERE subject = ? AND chain = ?", id, chain);
      const isOld = last !== undefined && cursor.height <= BigInt(String(last.height));
      if (isOld && !block.isEnd) throw storeError(this.#path, operation, "conflict");
      for (const event of events) {
        const values = [id, chain, event.height, event.kind, toJsonText(event)] as const;
        this.#all(
          operation,
          "INSERT INTO event (subject, chain, height, kind, value) VALUES (?, ?, ?, ?, ?)",
          ...values,
        );
      }
      this.#all(
        operation,
        "INSERT OR REPLACE INTO cursor (subject, chain, height, value) VALUES (?, ?, ?, ?)",
        ...[id, chain, cursor.height, toJsonText(cursor)],
      );
    });
  }

  async *events(subject: Subject, options: { readonly after?: number } = {}): AsyncGenerator<StoredEvent> {
    const operation = "read events";
    const [end] = this.#all(operation, "SELECT max(position) AS position FROM event");
    let after = options.after ?? 0;
    for (;;) {
      const rows = this.#all(
        operation,
        `SELECT position, value FROM event JOIN subject ON subject.id = event.subject
         WHERE provider_chain_id = ? AND consumer_id = ? AND position > ? AND position <= ?
         ORDER BY position LIMIT ${eventsPerRead}`,
        ...[subject.providerChainId, subject.consumerId, after, Number(end?.position ?? 0)],
      );
      for (const { position, value } of rows) {
        after = Number(position);
        yield { position: after, event: fromJsonText(String(value)) as ObserverEvent };
      }
      if (rows.length < eventsPerRead) return;
    }
  }

  async subjects(): Promise<readonly Subject[]> {
    const rows = this.#all("read its subjects", "SELECT provider_chain_id, consumer_id FROM subject ORDER BY id");
    return rows.map((row) => ({ providerChainId: String(row.provider_chain_id), consumerId: String(row.consumer_id) }));
  }

  async close(): Promise<void> {
    if (this.#database.isOpen) this.#database.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #subjectId(operation: string, { providerChainId, consumerId }: Subject): number {
    const where = "FROM subject WHERE provider_chain_id = ? AND consumer_id = ?";
    const [known] = this.#all(operation, `SELECT id ${where}`, providerChainId, consumerId);
    if (known !== undefined) return Number(known.id);
    const insert = "INSERT INTO subject (provider_chain_id, consumer_id) VALUES (?, ?) RETURNING id";
    return Number(this.#all(operation, insert, providerChainId, consumerId)[0]?.id);
  }

  /** All that `work` writes, or nothing of it. */
  #transaction(operation: string, work: () => void): void {
    this.#all(operation, "BEGIN IMMEDIATE");
    try {
      work();
      this.#all(operation, "COMMIT");
    } catch (error) {
      // A full disk ends the transaction by itself.
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }

  #all(operation: string, sql: string, ...values: readonly SQLInputValue[]) {
    if (!this.#database.isOpen) throw storeError(this.#path, operation, "closed");
    try {
      const statement = this.#statements.get(sql) ?? this.#database.prepare(sql);
      this.#statements.set(sql, statement);
      return statement.all(...values);
    } catch (error) {
      if (!isSqliteError(error)) throw error;
      throw storeError(this.#path, operation, sqliteReason(error), error);
    }
  }
}
