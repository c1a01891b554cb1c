import { inspect } from "node:util";
import pg from "pg";
import { isIcsError } from "../../src/errors.ts";
import { fromJsonText } from "../../src/observer/json-text.ts";
import { type ObservedBlock, observeBlocks } from "../../src/observer/observe.ts";
import type { ObservationStore, Subject } from "../../src/observer/store/observation-store.ts";
import { openPostgresStore } from "../../src/observer/store/open-postgres-store.ts";
import { describeWithPostgres } from "../support/postgres.ts";
import { collect } from "../unit/observer/collect.ts";
import { historySources } from "../unit/observer/fake-sources.ts";

const subject: Subject = { providerChainId: "provider-1", consumerId: "0" };

/** The error that a store gave, in short. */
async function failure(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (!isIcsError(error, "OBSERVER_STORE_FAILED")) throw error;
    return `${error.context.operation}: ${error.context.reason}${error.retryable ? ", retryable" : ""}`;
  }
  return "none";
}

describeWithPostgres("PostgresStore", (server) => {
  let connectionString: string;
  let block: ObservedBlock;
  beforeEach(async () => {
    connectionString = await server().createDatabase();
    const blocks = await collect(observeBlocks({ consumerId: "0", ...historySources() }));
    const found = blocks.find(({ chain, events }) => chain === "provider" && events.length > 0);
    if (found === undefined) throw new Error("no block");
    block = found;
  });
  const at = (height: bigint) => ({ ...block, cursor: { ...block.cursor, height } }) as ObservedBlock;
  const heightOf = async (store: ObservationStore) => (await store.cursor(subject))?.provider?.height;
  const open = (options: { readonly schema?: string } = {}) => openPostgresStore({ connectionString, ...options });

  it("lets only the latest claim write", async () => {
    await using before = await open();
    await using after = await open();
    const longAgo = new Date(Date.now() - 60_000);
    await before.claim?.(subject, { since: longAgo });
    await before.append(subject, at(1n));
    await after.claim?.(subject);
    expect(await failure(() => before.append(subject, at(2n)))).toBe("append a block: conflict");
    expect(await failure(async () => before.claim?.(subject, { since: longAgo }))).toBe("claim a history: conflict");
    await after.append(subject, at(2n));
    expect(await collect(before.events(subject))).toHaveLength(2 * block.events.length);
  });

  it("has no history of a subject that was only claimed", async () => {
    await using store = await open();
    await store.claim?.(subject);
    expect(await store.cursor(subject)).toBeUndefined();
    expect(await store.subjects()).toEqual([]);
  });

  it("keeps a block once of two writers at the same moment", async () => {
    await using one = await open();
    await using two = await open();
    for (let height = 1n; height <= 20n; height += 1n) {
      const outcomes = await Promise.all([one, two].map((store) => failure(() => store.append(subject, at(height)))));
      expect(outcomes.toSorted()).toEqual(["append a block: conflict", "none"]);
    }
    expect(await collect(one.events(subject))).toHaveLength(20 * block.events.length);
  });

  it("keeps nothing of a block whose connection was lost halfway, and goes on", async () => {
    await using store = await open();
    await store.append(subject, at(1n));
    const holder = new pg.Client({ connectionString });
    await holder.connect();
    await holder.query("BEGIN; SELECT 1 FROM icskit.subject FOR UPDATE");
    const appended = failure(() => store.append(subject, at(2n)));
    const waiting = "wait_event_type = 'Lock' AND datname = current_database()";
    while ((await holder.query(`SELECT 1 FROM pg_stat_activity WHERE ${waiting}`)).rowCount === 0);
    await holder.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${waiting}`);
    expect(await appended).toBe("append a block: disconnected, retryable");
    await holder.query("COMMIT");
    await holder.end();
    expect(await heightOf(store)).toBe(1n);
    expect(await collect(store.events(subject))).toHaveLength(block.events.length);
    await store.append(subject, at(2n));
    expect(await heightOf(store)).toBe(2n);
  });

  it("says that the server has gone, and goes on with it once it is back", async () => {
    await using store = await open();
    await store.append(subject, at(1n));
    await server().kill();
    expect(await failure(() => store.append(subject, at(2n)))).toBe("append a block: disconnected, retryable");
    expect(await failure(() => store.cursor(subject))).toBe("read a cursor: disconnected, retryable");
    expect(await failure(() => open())).toBe("be opened: disconnected, retryable");
    await server().launch();
    expect(await heightOf(store)).toBe(1n);
    await store.append(subject, at(2n));
    expect(await heightOf(store)).toBe(2n);
  });

  it("never shows the password", async () => {
    const secret = "hunter2";
    const wrong = server().connectionString("postgres", secret);
    for (const url of [wrong, `postgres://icskit:${secret}@[nowhere/x`, `postgres://u:${secret}@127.0.0.1:1/x`]) {
      const error = await openPostgresStore({ connectionString: url }).catch((thrown: unknown) => thrown);
      expect(isIcsError(error, "OBSERVER_STORE_FAILED")).toBe(true);
      expect(inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true })).not.toContain(secret);
    }
    expect(await failure(() => openPostgresStore({ connectionString: wrong }))).toBe("be opened: unavailable");
  });

  it("migrates once, however many open it at the same time", async () => {
    const stores = await Promise.all(Array.from({ length: 8 }, () => open()));
    for (const [index, store] of stores.entries()) await store.append(subject, at(BigInt(index)));
    for (const store of stores) await store.close();
    expect(await server().query("SELECT name FROM icskit.kysely_migration", connectionString)).toEqual([
      { name: "0001-history" },
    ]);
  });

  it("refuses a schema of a newer version, and leaves it as it is", async () => {
    await (await open()).close();
    await server().query("INSERT INTO icskit.kysely_migration VALUES ('9999-future', now())", connectionString);
    expect(await failure(() => open())).toBe("be opened: newer-version");
  });

  it("says where it may not write", async () => {
    await (await open()).close();
    await using store = await openPostgresStore({ connectionString, readOnly: true });
    expect(await failure(() => store.append(subject, at(1n)))).toBe("append a block: read-only");
    expect(await failure(() => openPostgresStore({ connectionString, readOnly: true, schema: "other" }))).toBe(
      "be brought to the newest version: read-only",
    );
  });

  it("takes no input for SQL", async () => {
    await using store = await open({ schema: `odd"; DROP SCHEMA public; --` });
    const odd = { providerChainId: "x'); DROP TABLE event; --", consumerId: "0'" };
    await store.append(odd, at(1n));
    expect(await store.subjects()).toEqual([odd]);
    expect(await collect(store.events(odd))).toHaveLength(block.events.length);
  });

  it("finds a place in a long history by its index", async () => {
    await using store = await open();
    const events = Array.from({ length: 5_000 }, () => block.events).flat();
    await store.append(subject, { ...at(1n), events } as ObservedBlock);
    await server().query("ANALYZE icskit.event", connectionString);
    const [plan] = await server().query(
      "EXPLAIN (FORMAT JSON) SELECT value FROM icskit.event WHERE subject = 1 AND position > 4000 ORDER BY position LIMIT 500",
      connectionString,
    );
    expect(JSON.stringify(plan)).toContain('"Index Name":"event_pkey"');
    const [last] = await server().query(
      "SELECT value FROM icskit.event ORDER BY position DESC LIMIT 1",
      connectionString,
    );
    expect(fromJsonText(String(last?.value))).toEqual(events.at(-1));
  });

  it("fails with a reason after it was closed, however often", async () => {
    const store = await open();
    await store.close();
    await store.close();
    expect(await failure(() => store.cursor(subject))).toBe("read a cursor: closed");
  });
});
