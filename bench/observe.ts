import { allInvariants } from "../src/observer/invariants/all-invariants.ts";
import { checkInvariants } from "../src/observer/invariants/invariant.ts";
import { observeBlocks, observeConsumer } from "../src/observer/observe.ts";
import type { ObserverEvent } from "../src/observer/observer-event.ts";
import { openSqliteStore } from "../src/observer/store/open-sqlite-store.ts";
import { TimelineBuilder } from "../src/observer/timeline-builder.ts";
import type { TimelineLimits } from "../src/observer/timeline-draft.ts";
import { syntheticPair } from "./observe/synthetic-pair.ts";

const PACKETS = [1_000, 10_000, 100_000];
const CONSUMERS = [1, 100, 10_000];
/** What a service keeps of each consumer. */
const SERVICE: TimelineLimits = { keepPackets: 16, keepEntries: 16 };
const RUNS = 3;

const seconds = (begun: number): number => (performance.now() - begun) / 1_000;
const best = (values: readonly number[]): number => Math.round(Math.max(...values));
const rssMiB = (): number => Math.round(process.memoryUsage().rss / 2 ** 20);

async function eventsOf(packets: number): Promise<ObserverEvent[]> {
  const events: ObserverEvent[] = [];
  for await (const event of observeConsumer(syntheticPair(0, packets))) events.push(event);
  return events;
}

/** Events taken into one timeline and judged, per second. */
function reduceRate(events: readonly ObserverEvent[], limits: TimelineLimits): number {
  const begun = performance.now();
  const timeline = new TimelineBuilder(undefined, limits);
  for (const event of events) {
    timeline.add(event);
    const violations = checkInvariants(allInvariants, timeline.live, event);
    if (violations.length > 0) throw new Error(`The made-up chains broke ${JSON.stringify(violations[0]?.reason)}`);
  }
  return events.length / seconds(begun);
}

/** Blocks of both chains decoded, reduced and judged, for so many consumers side by side. */
async function observeRate(consumers: number, blocks: number): Promise<{ events: number; rssMiB: number }> {
  const begun = performance.now();
  let events = 0;
  const timelines: TimelineBuilder[] = [];
  for (let consumerId = 0; consumerId < consumers; consumerId += 1) {
    const timeline = new TimelineBuilder(undefined, SERVICE);
    timelines.push(timeline);
    for await (const event of observeConsumer(syntheticPair(consumerId, blocks))) {
      timeline.add(event);
      events += 1;
      if (checkInvariants(allInvariants, timeline.live, event).length > 0) throw new Error("A made-up chain is broken");
    }
  }
  if (timelines.length !== consumers) throw new Error("A timeline was lost");
  return { events: events / seconds(begun), rssMiB: rssMiB() };
}

/** Blocks stored with their events, each in a transaction of its own, per second. */
async function storeRate(blocks: number): Promise<number> {
  await using store = await openSqliteStore({ path: ":memory:" });
  const pair = syntheticPair(0, blocks);
  const subject = { providerChainId: "provider-1", consumerId: pair.consumerId };
  const begun = performance.now();
  let stored = 0;
  for await (const block of observeBlocks(pair)) {
    await store.append(subject, block);
    stored += 1;
  }
  return stored / seconds(begun);
}

// First, so that memory is that of the timelines and not of the lists of events below.
const eventsPerSecond: Record<string, number> = {};
const rss: Record<string, number> = {};
for (const consumers of CONSUMERS) {
  console.error(`${consumers} consumers`);
  const measured = await observeRate(consumers, Math.max(10, Math.round(20_000 / consumers)));
  eventsPerSecond[consumers] = Math.round(measured.events);
  rss[consumers] = measured.rssMiB;
}
const reducedPerSecond: Record<string, { everything: number; service: number }> = {};
for (const packets of PACKETS) {
  console.error(`one consumer, ${packets} packets`);
  const events = await eventsOf(packets);
  const rate = (limits: TimelineLimits): number => best(Array.from({ length: RUNS }, () => reduceRate(events, limits)));
  reducedPerSecond[packets] = { everything: rate({}), service: rate(SERVICE) };
}
console.error("SQLite");
const storedBlocksPerSecond = Math.round(await storeRate(20_000));
console.log(JSON.stringify({ eventsPerSecond, rssMiB: rss, reducedPerSecond, storedBlocksPerSecond }));
