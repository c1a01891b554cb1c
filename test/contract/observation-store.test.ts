import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isIcsError } from "../../src/errors.ts";
import {
  type ObserveConsumerOptions,
  type ObservedBlock,
  observeBlocks,
  observeConsumer,
} from "../../src/observer/observe.ts";
import type { ObserverEvent } from "../../src/observer/observer-event.ts";
import { MemoryStore } from "../../src/observer/store/memory-store.ts";
import type { ObservationStore, Subject } from "../../src/observer/store/observation-store.ts";
import { observeStored } from "../../src/observer/store/observe-stored.ts";
import { openPostgresStore } from "../../src/observer/store/open-postgres-store.ts";
import { openSqliteStore } from "../../src/observer/store/open-sqlite-store.ts";
import { describeWithPostgres } from "../support/postgres.ts";
import { collect } from "../unit/observer/collect.ts";
import { historySources } from "../unit/observer/fake-sources.ts";
import { timelineOf } from "../unit/observer/observed.ts";
import { recordedRun } from "../unit/observer/recorded-run.ts";

const subject: Subject = { providerChainId: "provider-1", consumerId: "0" };
const pair = (): ObserveConsumerOptions => ({ consumerId: "0", ...historySources() });

/** A place where one store after another finds the same history. */
interface Place {
  open(): Promise<ObservationStore>;
  remove(): Promise<void>;
}

async function memory(): Promise<Place> {
  const store = new MemoryStore();
  return { open: async () => reopened(store), remove: async () => undefined };
}

async function sqlite(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), "icskit-store-"));
  const path = join(folder, "observer.sqlite");
  return { open: () => openSqliteStore({ path }), remove: () => rm(folder, { recursive: true, force: true }) };
}

/** The same memory for the next one to open it; closing it leaves the memory. */
function reopened(store: MemoryStore): ObservationStore {
  return {
    cursor: (of) => store.cursor(of),
    append: (of, block) => store.append(of, block),
    events: (of, options) => store.events(of, options),
    subjects: () => store.subjects(),
    close: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
}

async function eventsOf(store: ObservationStore, of = subject, after?: number): Promise<ObserverEvent[]> {
  const stored = await collect(store.events(of, after === undefined ? {} : { after }));
  return stored.map(({ event }) => event);
}

describe("ObservationStore, in memory", () => storeContract(memory));
describe("ObservationStore, SQLite", () => storeContract(sqlite));
describeWithPostgres("ObservationStore, PostgreSQL", (server) => {
  storeContract(async () => {
    const connectionString = await server().createDatabase();
    return { open: () => openPostgresStore({ connectionString }), remove: async () => undefined };
  });
});

/** What every store does. */
function storeContract(make: () => Promise<Place>): void {
  let place: Place;
  beforeEach(async () => {
    place = await make();
  });
  afterEach(() => place.remove());

  it("knows nothing of a subject without history", async () => {
    await using store = await place.open();
    expect(await store.cursor(subject)).toBeUndefined();
    expect(await eventsOf(store)).toEqual([]);
    expect(await store.subjects()).toEqual([]);
  });

  it("gives back events and cursor as they were, bytes, times and bigints among them", async () => {
    const blocks = await collect(observeBlocks(pair()));
    {
      await using store = await place.open();
      for (const block of blocks) await store.append(subject, block);
    }
    await using store = await place.open();
    expect(await eventsOf(store)).toEqual(blocks.flatMap(({ events }) => events));
    const last = (chain: ObservedBlock["chain"]) => blocks.findLast((block) => block.chain === chain)?.cursor;
    expect(await store.cursor(subject)).toEqual({
      consumerId: "0",
      provider: last("provider"),
      consumer: last("consumer"),
    });
  });

  it("reads on after a position, over many events", async () => {
    await using store = await place.open();
    const first = await providerBlock();
    const event = { ...made("provider", 1n) };
    for (let height = 1n; height <= 3n; height += 1n) {
      const events = Array.from({ length: 400 }, () => ({ ...event, height }));
      await store.append(subject, at(first, height, events));
    }
    const stored = await collect(store.events(subject));
    expect(stored).toHaveLength(1_200);
    const middle = stored[700];
    expect(await eventsOf(store, subject, middle?.position)).toHaveLength(499);
    expect(stored.map(({ position }) => position)).toEqual(
      stored.map(({ position }) => position).toSorted((left, right) => left - right),
    );
  });

  it("keeps subjects apart", async () => {
    await using store = await place.open();
    const block = await providerBlock();
    const other = { ...subject, consumerId: "1" };
    await store.append(other, at(block, 5n, [made("provider", 5n)]));
    await store.append(subject, at(block, 7n, []));
    expect(await store.subjects()).toEqual([other, subject]);
    expect(await eventsOf(store, subject)).toEqual([]);
    expect((await store.cursor(other))?.provider?.height).toBe(5n);
    expect((await store.cursor(subject))?.provider?.height).toBe(7n);
  });

  it("refuses a block that it has, so that two observers never store it twice", async () => {
    await using store = await place.open();
    const blocks = await collect(observeBlocks(pair()));
    for (const block of blocks.slice(0, 6)) await store.append(subject, block);
    const before = await eventsOf(store);
    const again = blocks[2];
    if (again === undefined) throw new Error("no block");
    const error = await store.append(subject, again).catch((thrown: unknown) => thrown);
    expect(isIcsError(error, "OBSERVER_STORE_FAILED") && error.context.reason).toBe("conflict");
    expect(await eventsOf(store)).toEqual(before);
  });

  it("keeps the end of a chain that was replaced, at the same height", async () => {
    await using store = await place.open();
    const block = await providerBlock();
    await store.append(subject, at(block, 9n, []));
    await store.append(subject, { ...at(block, 9n, [made("provider", 9n)]), isEnd: true });
    expect(await eventsOf(store)).toHaveLength(1);
  });

  it("ends with the identical timeline after 50 ends at any point of one history", async () => {
    const sources = () => recordedRun("downtime-v7.0.1");
    const whole = await collect(observeConsumer({ consumerId: "0", ...sources() }));
    const seed = Math.floor(Math.random() * 2 ** 31);
    const random = randomNumbers(seed);
    for (let run = 0; run < 50; run += 1) {
      const store = await place.open();
      let rest = Math.floor(random() * 12);
      const stored = (await eventsOf(store)).length;
      let seen = 0;
      for await (const _event of observeStored({ consumerId: "0", ...sources(), store })) {
        seen += 1;
        if (seen > stored && rest-- === 0) break;
      }
      await store.close();
    }
    await using store = await place.open();
    const events = await collect(observeStored({ consumerId: "0", ...sources(), store }));
    const of = (list: readonly ObserverEvent[], chain: string) => list.filter((event) => event.chain === chain);
    expect({ seed, provider: of(events, "provider") }).toEqual({ seed, provider: of(whole, "provider") });
    expect({ seed, consumer: of(events, "consumer") }).toEqual({ seed, consumer: of(whole, "consumer") });
    expect(timelineOf(...events)).toEqual(timelineOf(...whole));
  });
}

async function providerBlock(): Promise<ObservedBlock> {
  const [block] = await collect(observeBlocks({ consumerId: "0", provider: pair().provider }));
  if (block === undefined) throw new Error("the history has no block");
  return block;
}

function made(chain: "provider" | "consumer", height: bigint): ObserverEvent {
  const where = { chain, chainId: `${chain}-1`, height, time: new Date("2026-01-31T12:00:00.123Z"), txHash: undefined };
  return { ...where, kind: "unreadable", eventType: "send_packet", reason: 'no JSON: "{\u0000}"' };
}

/** A block as if it had been read at another height, with other events. */
function at(block: ObservedBlock, height: bigint, events: readonly ObserverEvent[]): ObservedBlock {
  return { ...block, events, cursor: { ...block.cursor, height } } as ObservedBlock;
}

/** Numbers from 0 up to 1, the same for the same seed. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
