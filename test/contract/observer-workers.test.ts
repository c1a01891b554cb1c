import { syntheticPair } from "../../bench/observe/synthetic-pair.ts";
import { pollUntil } from "../../src/async/poll-until.ts";
import { toJsonText } from "../../src/observer/json-text.ts";
import { observeConsumer } from "../../src/observer/observe.ts";
import type { ObserverEvent } from "../../src/observer/observer-event.ts";
import type { ObservationStore } from "../../src/observer/store/observation-store.ts";
import { openPostgresStore } from "../../src/observer/store/open-postgres-store.ts";
import type { LiveChains } from "../support/live-chains.ts";
import { describeWithPostgres } from "../support/postgres.ts";
import { type KeptBlock, killWorkers, WorkerProcess } from "../support/worker-process.ts";
import { collect } from "../unit/observer/collect.ts";

const consumers = 30;
const ids = Array.from({ length: consumers }, (_, index) => String(index));
const providerChainId = "provider-1";

describeWithPostgres("runObserverWorker", (server) => {
  afterEach(killWorkers);

  it("keeps every history whole while one worker is killed and another one sleeps", async () => {
    const connectionString = await server().createDatabase();
    const chains: LiveChains = { consumers, blocks: 110, begunMs: Date.now(), blockMs: 180 };
    const [killed, asleep, awake] = [1, 2, 3].map(() => new WorkerProcess(connectionString, chains));
    if (!killed || !asleep || !awake) throw new Error("no workers");
    await Promise.all([killed, asleep, awake].map((worker) => worker.holds(consumers / 3)));
    expect([...killed.share, ...asleep.share, ...awake.share].toSorted()).toEqual(ids.toSorted());

    killed.signal("SIGKILL");
    asleep.signal("SIGSTOP");
    const begunMs = Date.now();
    await awake.holds(consumers);
    expect(Date.now() - begunMs).toBeLessThan(30_000);

    asleep.signal("SIGCONT");
    await Promise.all([asleep.holds(consumers / 2), awake.holds(consumers / 2)]);
    await using store = await openPostgresStore({ connectionString });
    const failures = () => [killed, asleep, awake].flatMap((worker) => worker.failures);
    await untilWhole(store, BigInt(chains.blocks), failures);
    for (const worker of [asleep, awake]) worker.signal("SIGTERM");
    expect(await Promise.all([asleep.exit, awake.exit])).toEqual([0, 0]);

    expect(failures()).toEqual([]);
    expect(changesOfWriter([killed.kept, asleep.kept, awake.kept])).toBeLessThanOrEqual(consumers * 2 * 3);
    for (const consumerId of ids) {
      const whole = await collect(observeConsumer(syntheticPair(Number(consumerId), chains.blocks)));
      expect(byChain(await eventsOf(store, consumerId))).toEqual(byChain(whole));
    }
  }, 600_000);
});

async function eventsOf(store: ObservationStore, consumerId: string): Promise<ObserverEvent[]> {
  const stored = await collect(store.events({ providerChainId, consumerId }));
  return stored.map(({ event }) => event);
}

/** The two chains' events reach a store in any interleaving. */
function byChain(events: readonly ObserverEvent[]): Record<string, string[]> {
  const textOf = (chain: string): string[] => events.filter((event) => event.chain === chain).map(toJsonText);
  return { provider: textOf("provider"), consumer: textOf("consumer") };
}

/** Resolves once the histories of all consumers have reached a height on both chains, or one can never reach it. */
async function untilWhole(store: ObservationStore, height: bigint, failures: () => unknown[]): Promise<void> {
  const behind = async (): Promise<string[]> => {
    const cursors = await Promise.all(ids.map((consumerId) => store.cursor({ providerChainId, consumerId })));
    return ids.filter((_, at) => cursors[at]?.provider?.height !== height || cursors[at]?.consumer?.height !== height);
  };
  await pollUntil(behind, (list) => list.length === 0 || failures().length > 0, {
    what: "whole histories",
    intervalMs: 200,
    timeoutMs: 150_000,
  });
}

/** How often a chain of a consumer passed from one worker to another. Fails where two have kept the same block. */
function changesOfWriter(kept: readonly (readonly KeptBlock[])[]): number {
  const writers = new Map<string, Map<bigint, number>>();
  for (const [worker, blocks] of kept.entries()) {
    for (const [consumerId, chain, height] of blocks) {
      const heights = writers.get(`${consumerId} ${chain}`) ?? new Map<bigint, number>();
      writers.set(`${consumerId} ${chain}`, heights);
      if (heights.has(BigInt(height))) throw new Error(`two workers kept block ${height} of ${consumerId}'s ${chain}`);
      heights.set(BigInt(height), worker);
    }
  }
  return [...writers.values()].reduce((sum, heights) => {
    const inOrder = [...heights].toSorted(([left], [right]) => Number(left - right)).map(([, writer]) => writer);
    return sum + inOrder.filter((writer, at) => at > 0 && writer !== inOrder[at - 1]).length;
  }, 0);
}
