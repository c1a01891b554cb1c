import type { Migrations } from "./migrations.ts";

/** "ICSO" in ASCII, by which SQLite files of an observer are told from others. */
export const applicationId = 0x49_43_53_4f;

/**
 * Files of version 1 are from before the migrations were kept in a table, and have just what the first of them makes.
 * By 2 those that only know version 1 see that the file is too new for them.
 */
export const userVersion = 2;

/** The tables of a SQLite file. */
export const sqliteMigrations: Migrations = {
  "0001-history": [
    `CREATE TABLE IF NOT EXISTS subject (
       id INTEGER PRIMARY KEY,
       provider_chain_id TEXT NOT NULL,
       consumer_id TEXT NOT NULL,
       UNIQUE (provider_chain_id, consumer_id)
     ) STRICT`,
    `CREATE TABLE IF NOT EXISTS cursor (
       subject INTEGER NOT NULL REFERENCES subject (id),
       chain TEXT NOT NULL CHECK (chain IN ('provider', 'consumer')),
       height INTEGER NOT NULL,
       value TEXT NOT NULL,
       PRIMARY KEY (subject, chain)
     ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE IF NOT EXISTS event (
       position INTEGER PRIMARY KEY,
       subject INTEGER NOT NULL REFERENCES subject (id),
       chain TEXT NOT NULL,
       height INTEGER NOT NULL,
       kind TEXT NOT NULL,
       value TEXT NOT NULL
     ) STRICT`,
    "CREATE INDEX IF NOT EXISTS event_by_subject ON event (subject, position)",
  ],
};
