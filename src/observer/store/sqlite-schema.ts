/** "ICSO" in ASCII, by which SQLite files of an observer are told from others. */
export const applicationId = 0x49_43_53_4f;

/**
 * Each entry takes a file from the version that is its index to the next one. Entries are never changed once released:
 * a new version is a new entry. SQLite keeps the version (`user_version`) and undoes a step that fails, which is all
 * that a file with one writer needs of migrations.
 */
export const migrations: readonly string[] = [
  `CREATE TABLE subject (
     id INTEGER PRIMARY KEY,
     provider_chain_id TEXT NOT NULL,
     consumer_id TEXT NOT NULL,
     UNIQUE (provider_chain_id, consumer_id)
   ) STRICT;
   CREATE TABLE cursor (
     subject INTEGER NOT NULL REFERENCES subject (id),
     chain TEXT NOT NULL CHECK (chain IN ('provider', 'consumer')),
     height INTEGER NOT NULL,
     value TEXT NOT NULL,
     PRIMARY KEY (subject, chain)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE event (
     position INTEGER PRIMARY KEY,
     subject INTEGER NOT NULL REFERENCES subject (id),
     chain TEXT NOT NULL,
     height INTEGER NOT NULL,
     kind TEXT NOT NULL,
     value TEXT NOT NULL
   ) STRICT;
   CREATE INDEX event_by_subject ON event (subject, position);`,
];
