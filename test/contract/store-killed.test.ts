import { join } from "node:path";
import { syntheticPair } from "../../bench/observe/synthetic-pair.ts";
import { toJsonText } from "../../src/observer/json-text.ts";
import { observeConsumer } from "../../src/observer/observe.ts";
import type { ObserverEvent } from "../../src/observer/observer-event.ts";
import type { ObservationStore } from "../../src/observer/store/observation-store.ts";
import { openPostgresStore } from "../../src/observer/store/open-postgres-store.ts";
import { openSqliteStore } from "../../src/observer/store/open-sqlite-store.ts";
import { linesOf, startObserverChild } from "../support/observer-process.ts";
import { describeWithPostgres } from "../support/postgres.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { useTemporaryFolder } from "../support/temporary-folder.ts";
import { collect } from "../unit/observer/collect.ts";
import { timelineOf } from "../unit/observer/observed.ts";

const kills = 50;
/** More than the runs that are killed can tell: the last one finds the end. */
const blocks = 2_000;

/** Observes until killed, again and again, in processes of their own; then once to the end. */
async function observeKilled(store: string): Promise<{ seed: number; killed: number }> {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const random = seededRandom(seed);
  let killed = 0;
  for (let run = 0; run < kills; run += 1) {
    const child = startObserverChild({ store, blocks });
    await linesOf(child, 1 + Math.floor(random() * 40));
    if (child.signalCode === "SIGKILL") killed += 1;
  }
  const last = await linesOf(startObserverChild({ store, blocks }));
  expect({ seed, last: last.at(-1) }).toEqual({ seed, last: "whole" });
  return { seed, killed };
}

async function expectWhole(store: ObservationStore, seed: number): Promise<void> {
  const stored = await collect(store.events({ providerChainId: "provider-1", consumerId: "0" }));
  const events = stored.map(({ event }) => event);
  const whole = await collect(observeConsumer(syntheticPair(0, blocks)));
  const textOf = (list: readonly ObserverEvent[], chain: string) =>
    list.filter((event) => event.chain === chain).map(toJsonText);
  for (const chain of ["provider", "consumer"]) {
    expect({ seed, events: textOf(events, chain) }).toEqual({ seed, events: textOf(whole, chain) });
  }
  expect({ seed, timeline: timelineOf(...events) }).toEqual({ seed, timeline: timelineOf(...whole) });
}

describe("an observer killed by SIGKILL 50 times, SQLite", () => {
  const temporaryFolder = useTemporaryFolder();

  it("ends with the identical history", async () => {
    const path = join(await temporaryFolder(), "observer.sqlite");
    const { seed, killed } = await observeKilled(path);
    expect(killed).toBe(kills);
    await using store = await openSqliteStore({ path });
    await expectWhole(store, seed);
  }, 480_000);
});

describeWithPostgres("an observer killed by SIGKILL 50 times, PostgreSQL", (server) => {
  it("ends with the identical history", async () => {
    const connectionString = await server().createDatabase();
    const { seed, killed } = await observeKilled(connectionString);
    expect(killed).toBe(kills);
    await using store = await openPostgresStore({ connectionString });
    await expectWhole(store, seed);
  }, 480_000);
});
