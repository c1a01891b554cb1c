import type { Migrations } from "./migrations.ts";

/** A schema's name as SQL. */
export function quoted(schema: string): string {
  return `"${schema.replaceAll('"', '""')}"`;
}

/**
 * The tables in a schema. One row is all that is appended to at a history's head: both cursors, the number of events
 * and who may write, so that one statement moves them together and two writers meet at its lock.
 */
export function postgresMigrations(schema: string): Migrations {
  const at = quoted(schema);
  return {
    "0001-history": [
      `CREATE TABLE ${at}.subject (
         id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
         provider_chain_id text NOT NULL,
         consumer_id text NOT NULL,
         writer uuid,
         writer_since timestamptz,
         began timestamptz,
         events bigint NOT NULL DEFAULT 0,
         provider_height bigint,
         provider_cursor text,
         consumer_height bigint,
         consumer_cursor text,
         UNIQUE (provider_chain_id, consumer_id)
       ) WITH (fillfactor = 50)`,
      `CREATE TABLE ${at}.event (
         subject bigint NOT NULL REFERENCES ${at}.subject (id),
         position bigint NOT NULL,
         chain text NOT NULL CHECK (chain IN ('provider', 'consumer')),
         height bigint NOT NULL,
         kind text NOT NULL,
         value text NOT NULL,
         PRIMARY KEY (subject, position)
       )`,
    ],
  };
}
