import { randomUUID } from "node:crypto";
import type { ConsumerCursor, ObserverCursor, ProviderCursor } from "../cursor.ts";
import { fromJsonText, toJsonText } from "../json-text.ts";
import type { ObservedBlock } from "../observe.ts";
import type { ObserverEvent } from "../observer-event.ts";
import type { ClaimOptions, ObservationStore, StoredEvent, Subject } from "./observation-store.ts";
import { PostgresClient, type PostgresOptions } from "./postgres-client.ts";
import { migratePostgres } from "./postgres-migrate.ts";
import { quoted } from "./postgres-schema.ts";
import { storeError } from "./store-error.ts";

/** Which database, and where in it. */
export interface PostgresStoreOptions extends PostgresOptions {
  /** The schema that holds the tables, made where there is none; default `icskit`. */
  readonly schema?: string;
}

const eventsPerRead = 500;

/** A store in one schema of a PostgreSQL database, for any number of processes. */
export class PostgresStore implements ObservationStore {
  readonly #client: PostgresClient;
  readonly #schema: string;
  /** By which the database tells this writer from others. */
  readonly #writer = randomUUID();

  /** On a database that `migratePostgres` has prepared; closing the store closes the client. */
  constructor(client: PostgresClient, schema: string) {
    this.#client = client;
    this.#schema = quoted(schema);
  }

  /** @throws OBSERVER_STORE_FAILED */
  static async open({ schema = "icskit", ...options }: PostgresStoreOptions): Promise<PostgresStore> {
    const client = new PostgresClient(options);
    try {
      await migratePostgres(client, schema);
      return new PostgresStore(client, schema);
    } catch (error) {
      await client.close();
      throw error;
    }
  }

  async claim({ providerChainId, consumerId }: Subject, { since }: ClaimOptions = {}): Promise<void> {
    const operation = "claim a history";
    // Dates have milliseconds, the database has microseconds.
    const rows = await this.#client.query(operation, {
      text: `INSERT INTO ${this.#schema}.subject AS was (provider_chain_id, consumer_id, writer, writer_since)
             VALUES ($1, $2, $3, date_trunc('milliseconds', coalesce($4::timestamptz, clock_timestamp())))
             ON CONFLICT (provider_chain_id, consumer_id) DO UPDATE
             SET writer = excluded.writer, writer_since = excluded.writer_since
             WHERE was.writer_since IS NULL OR was.writer_since <= excluded.writer_since
             RETURNING id`,
      values: [providerChainId, consumerId, this.#writer, since ?? null],
    });
    if (rows.length === 0) throw storeError(this.#client.label, operation, "conflict");
  }

  async cursor({ providerChainId, consumerId }: Subject): Promise<ObserverCursor | undefined> {
    const [row] = await this.#client.query("read a cursor", {
      text: `SELECT provider_cursor, consumer_cursor FROM ${this.#schema}.subject
             WHERE provider_chain_id = $1 AND consumer_id = $2 AND began IS NOT NULL`,
      values: [providerChainId, consumerId],
    });
    if (row === undefined) return undefined;
    const [provider, consumer] = [row.provider_cursor, row.consumer_cursor];
    return {
      consumerId,
      ...(provider !== null && { provider: fromJsonText(String(provider)) as ProviderCursor }),
      ...(consumer !== null && { consumer: fromJsonText(String(consumer)) as ConsumerCursor }),
    };
  }

  async append({ providerChainId, consumerId }: Subject, block: ObservedBlock): Promise<void> {
    const operation = "append a block";
    const { chain, cursor, events, isEnd = false } = block;
    const rows = await this.#client.query(operation, {
      name: `icskit-append-${chain}`,
      text: appendSql(this.#schema, chain),
      values: [
        ...[providerChainId, consumerId, this.#writer, events.length, cursor.height, toJsonText(cursor), isEnd],
        ...[events.map(({ height }) => height), events.map(({ kind }) => kind), events.map(toJsonText)],
      ],
    });
    if (rows.length === 0) throw storeError(this.#client.label, operation, "conflict");
  }

  async *events(
    { providerChainId, consumerId }: Subject,
    options: { readonly after?: number } = {},
  ): AsyncGenerator<StoredEvent> {
    const operation = "read events";
    const [subject] = await this.#client.query(operation, {
      text: `SELECT id, events FROM ${this.#schema}.subject WHERE provider_chain_id = $1 AND consumer_id = $2`,
      values: [providerChainId, consumerId],
    });
    let after = options.after ?? 0;
    while (subject !== undefined) {
      const rows = await this.#client.query(operation, {
        text: `SELECT position, value FROM ${this.#schema}.event
               WHERE subject = $1 AND position > $2 AND position <= $3 ORDER BY position LIMIT ${eventsPerRead}`,
        values: [subject.id, after, subject.events],
      });
      for (const { position, value } of rows) {
        after = Number(position);
        yield { position: after, event: fromJsonText(String(value)) as ObserverEvent };
      }
      if (rows.length < eventsPerRead) return;
    }
  }

  async subjects(): Promise<readonly Subject[]> {
    const rows = await this.#client.query("read its subjects", {
      text: `SELECT provider_chain_id, consumer_id FROM ${this.#schema}.subject
             WHERE began IS NOT NULL ORDER BY began, id`,
    });
    return rows.map((row) => ({ providerChainId: String(row.provider_chain_id), consumerId: String(row.consumer_id) }));
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** One statement, hence one transaction and one round trip. It gives no row where another writer has been there. */
function appendSql(schema: string, chain: ObservedBlock["chain"]): string {
  const [height, cursor] = [`${chain}_height`, `${chain}_cursor`];
  return `
    WITH head AS (
      INSERT INTO ${schema}.subject AS was (provider_chain_id, consumer_id, began, events, ${height}, ${cursor})
      VALUES ($1, $2, clock_timestamp(), $4, $5, $6)
      ON CONFLICT (provider_chain_id, consumer_id) DO UPDATE SET
        began = coalesce(was.began, excluded.began),
        events = was.events + excluded.events,
        ${height} = excluded.${height},
        ${cursor} = excluded.${cursor}
      WHERE (was.writer IS NULL OR was.writer = $3::uuid)
        AND (was.${height} IS NULL OR was.${height} < excluded.${height} OR $7)
      RETURNING id, was.events - $4 AS base
    ), kept AS (
      INSERT INTO ${schema}.event (subject, position, chain, height, kind, value)
      SELECT head.id, head.base + told.place, '${chain}', told.height, told.kind, told.value
      FROM head, unnest($8::bigint[], $9::text[], $10::text[]) WITH ORDINALITY AS told (height, kind, value, place)
    )
    SELECT id FROM head`;
}
