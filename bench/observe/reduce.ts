import { allInvariants } from "../../src/observer/invariants/all-invariants.ts";
import { checkInvariants } from "../../src/observer/invariants/invariant.ts";
import { observeBlocks, observeConsumer } from "../../src/observer/observe.ts";
import type { ObserverEvent } from "../../src/observer/observer-event.ts";
import { openSqliteStore } from "../../src/observer/store/open-sqlite-store.ts";
import { TimelineBuilder } from "../../src/observer/timeline-builder.ts";
import { syntheticPair } from "./synthetic-pair.ts";

const PACKETS = [1_000, 100_000];
const STORED_BLOCKS = 20_000;

/** Events taken in and judged per second, by the length of the history; blocks stored per second. */
export async function measureReduce() {
  const reducedPerSecond: Record<string, number> = {};
  for (const packets of PACKETS) {
    console.error(`one timeline of ${packets} packets`);
    reducedPerSecond[packets] = reduceRate(await eventsOf(packets));
  }
  console.error("SQLite");
  return { reducedPerSecond, storedBlocksPerSecond: await storeRate(STORED_BLOCKS) };
}

async function eventsOf(packets: number): Promise<ObserverEvent[]> {
  const events: ObserverEvent[] = [];
  for await (const event of observeConsumer(syntheticPair(0, packets))) events.push(event);
  return events;
}

function reduceRate(events: readonly ObserverEvent[]): number {
  const begun = performance.now();
  const timeline = new TimelineBuilder();
  for (const event of events) {
    timeline.add(event);
    const [violation] = checkInvariants(allInvariants, timeline.live, event);
    if (violation) throw new Error(`The made-up chains broke ${violation.invariant}: ${violation.reason}`);
  }
  return perSecond(events.length, begun);
}

/** Blocks stored with their events, each in a transaction of its own. */
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
  return perSecond(stored, begun);
}

function perSecond(count: number, begun: number): number {
  return Math.round((count * 1_000) / (performance.now() - begun));
}
