import { syntheticPair } from "../../../../bench/observe/synthetic-pair.ts";
import { IcsError } from "../../../../src/errors.ts";
import { parsedEventsOf } from "../../../../src/observer/parsed-events.ts";
import type { ObserverMessage } from "../../../../src/observer/service/observer-message.ts";
import {
  createObserverService,
  type ObserverServiceOptions,
} from "../../../../src/observer/service/observer-service.ts";
import type { BlockSource, ProviderSource } from "../../../../src/observer/sources.ts";
import { MemoryStore } from "../../../../src/observer/store/memory-store.ts";
import { overallHealthView } from "../../../../src/observer/web/views/health-view.ts";
import { collect } from "../collect.ts";
import { blockSource, historySources } from "../fake-sources.ts";
import { pairHistory } from "../pair-history.ts";
import { unreadableAt } from "../unreadable-source.ts";
import { block, genesisMs } from "../wire-blocks.ts";

const history = pairHistory();

/** A service over the made-up pair, whose sources wait at their end; resolves once both chains were read to it. */
async function settled(options: Partial<ObserverServiceOptions> = {}) {
  const { provider, consumer } = historySources({ waits: true });
  const messages: ObserverMessage[] = [];
  const service = createObserverService({
    provider,
    consumers: [{ consumerId: "0", source: consumer, chainId: "consumer-1" }],
    now: () => new Date(genesisMs + 14_000),
    onMessage: (message) => void messages.push(message),
    ...options,
  });
  await until(() => isRead(service));
  return { service, messages };
}

type Service = ReturnType<typeof createObserverService>;

function isRead(service: Service): boolean {
  return service.consumers.every((consumer) => {
    const { provider, consumer: follower } = consumer.summary();
    return provider?.height === 14n && (follower === undefined || follower.height === 12n);
  });
}

/** Turns of the event loop, since nothing tells that a block has told nothing. */
async function until(passes: () => boolean): Promise<void> {
  for (const end = Date.now() + 5_000; !passes(); ) {
    if (Date.now() > end) throw new Error("This never happens");
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("an observer service", () => {
  it("follows a consumer, and tells what it sees in order", async () => {
    const { service, messages } = await settled();
    await using _closing = service;
    const consumer = service.consumer("0");
    expect(consumer?.summary()).toMatchObject({
      consumerId: "0",
      chainId: "consumer-1",
      health: { verdict: "secured" },
      provider: { chainId: "provider-1", height: 14n, seenAt: new Date(genesisMs + 14_000) },
      vsc: { sent: 2, received: 2 },
    });
    expect(consumer?.violations).toEqual([]);
    expect(consumer?.failure).toBeUndefined();
    expect(messages.map(({ position }) => position)).toEqual(messages.map((_, index) => index + 1));
    expect(messages.filter(({ type }) => type === "event").length).toBeGreaterThan(15);
    expect(messages.findLast(({ type }) => type === "health")).toMatchObject({ health: { verdict: "secured" } });
    expect(service.recent()).toEqual(messages);
    expect(service.providerChainId).toBe("provider-1");
  });

  it("fetches and parses each block of the provider once for all consumers", async () => {
    const blocks = Array.from({ length: 200 }, (_, index) => block("provider-1", BigInt(index + 1)));
    const asked: bigint[] = [];
    const counted: BlockSource = {
      chainId: "provider-1",
      async *blocks(options) {
        for await (const each of blockSource(blocks, { waits: true }).blocks(options)) {
          asked.push(each.height);
          yield each;
        }
      },
    };
    const { provider } = historySources();
    const consumers = Array.from({ length: 50 }, (_, index) => ({ consumerId: String(index) }));
    await using service = createObserverService({ provider: { ...provider, blocks: counted }, consumers });
    await until(() => service.consumers.every((each) => each.summary().provider?.height === 200n));
    expect(asked).toEqual(blocks.map(({ height }) => height));
    const [first] = blocks;
    expect(first && parsedEventsOf(first)).toBe(first && parsedEventsOf(first));
  });

  it("goes on with the others where one consumer fails, and says so in its summary", async () => {
    const sources = historySources({ waits: true });
    const broken: BlockSource = {
      ...sources.consumer.blocks,
      async *blocks(options) {
        for await (const each of sources.consumer.blocks.blocks(options)) if (each.height !== 5n) yield each;
      },
    };
    const messages: ObserverMessage[] = [];
    await using service = createObserverService({
      provider: sources.provider,
      consumers: [
        { consumerId: "0", source: { ...sources.consumer, blocks: broken } },
        { consumerId: "1", source: Promise.reject(new Error("never started")) },
        { consumerId: "2", source: sources.consumer },
      ],
      onMessage: (message) => void messages.push(message),
    });
    const [gap, never, sound] = service.consumers;
    await Promise.all([gap?.ended, never?.ended]);
    await until(() => sound?.summary().consumer?.height === 12n && sound.summary().provider?.height === 14n);
    expect(gap?.failure).toMatchObject({ code: "OBSERVER_GAP" });
    expect(gap?.summary().health.reasons.map(({ code }) => code)).toContain("observer-failed");
    expect(never?.failure).toEqual(new Error("never started"));
    expect(sound?.failure).toBeUndefined();
    const failures = messages.filter(({ type }) => type === "failure");
    expect(failures.map(({ consumerId }) => consumerId).toSorted()).toEqual(["0", "1"]);
    expect(failures[0]).toMatchObject({ isRetried: false });
  });

  it("takes a chain that never starts for a failure, however long its history takes to read", async () => {
    const store = new MemoryStore();
    const gate = Promise.withResolvers<undefined>();
    jest.spyOn(store, "cursor").mockReturnValue(gate.promise);
    const source = Promise.reject(new Error("never started"));
    const { provider } = historySources({ waits: true });
    await using service = createObserverService({ provider, consumers: [{ consumerId: "0", source }], store });
    await new Promise((resolve) => setImmediate(resolve));
    gate.resolve(undefined);
    await service.consumers[0]?.ended;
    expect(service.consumers[0]?.failure).toEqual(new Error("never started"));
  });

  it("begins a consumer again after a failure that passes, without a gap or a repetition", async () => {
    const sources = historySources({ waits: true });
    const store = new MemoryStore();
    let toFail = 2;
    const append = store.append.bind(store);
    jest.spyOn(store, "append").mockImplementation(async (subject, observed) => {
      await append(subject, observed);
      // Kept, though the answer was lost.
      if (observed.cursor.height === 8n && toFail-- > 0) {
        const context = { path: "x", operation: "append a block", reason: "disconnected" as const };
        throw new IcsError("OBSERVER_STORE_FAILED", "gone", context, { retryable: true });
      }
    });
    const messages: ObserverMessage[] = [];
    await using service = createObserverService({
      provider: sources.provider,
      consumers: [{ consumerId: "0", source: sources.consumer }],
      store,
      onMessage: (message) => void messages.push(message),
    });
    await until(() => isRead(service));
    expect(messages.filter(({ type }) => type === "failure")).toEqual([
      expect.objectContaining({ isRetried: true }),
      expect.objectContaining({ isRetried: true }),
    ]);
    const stored = await collect(store.events({ providerChainId: "provider-1", consumerId: "0" }));
    const told = messages.flatMap((message) => (message.type === "event" ? [message.event] : []));
    expect(told).toEqual(stored.map(({ event }) => event));
    expect(service.consumers[0]?.failure).toBeUndefined();
    expect(service.consumers[0]?.summary().vsc).toMatchObject({ sent: 2, received: 2, acknowledged: 2 });
  });

  it("begins with what its store holds, and tells only what is new", async () => {
    const store = new MemoryStore();
    const first = await settled({ store });
    await first.service.close();
    const second = await settled({ store });
    await using service = second.service;
    expect(second.messages.filter(({ type }) => type === "event")).toEqual([]);
    expect(service.consumers[0]?.summary()).toMatchObject({
      health: { verdict: "unknown", reasons: [{ code: "catching-up" }, { code: "catching-up" }] },
      vsc: { sent: 2 },
    });
    expect(service.consumers[0]?.timeline).toEqual(first.service.consumers[0]?.timeline);
  });

  it("reads no faster than its listener takes what it tells", async () => {
    const gate = Promise.withResolvers<void>();
    const heights: bigint[] = [];
    const { provider } = historySources();
    const blocks: BlockSource = {
      chainId: "provider-1",
      async *blocks({ from }) {
        for (const each of history.provider) {
          if (each.height < from) continue;
          heights.push(each.height);
          yield each;
        }
      },
    };
    await using service = createObserverService({
      provider: { ...provider, blocks },
      consumers: [{ consumerId: "0" }],
      onMessage: () => gate.promise,
    });
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(heights.length).toBeLessThan(6);
    gate.resolve();
    await service.consumers[0]?.ended;
    expect(heights).toHaveLength(14);
  });

  it("is ended by a listener that throws, and hands on why", async () => {
    const { provider } = historySources({ waits: true });
    const error = new Error("disk full");
    const onMessage = () => {
      throw error;
    };
    const service = createObserverService({ provider, consumers: [{ consumerId: "0" }], onMessage });
    await service.consumers[0]?.ended;
    await expect(service.close()).rejects.toBe(error);
  });

  it("follows a consumer that is named later, once", async () => {
    const { service } = await settled({ consumers: [] });
    await using _closing = service;
    const added = service.follow({ consumerId: "0", source: historySources({ waits: true }).consumer });
    expect(service.follow({ consumerId: "0" })).toBe(added);
    await until(() => isRead(service));
    expect(service.consumers).toEqual([added]);
    expect(added.chainId).toBe("consumer-1");
  });

  it("forgets finished packets, also of a consumer without a node", async () => {
    const { provider } = syntheticPair(0, 300);
    const limits = { keepPackets: 5, keepEntries: 5 };
    await using service = createObserverService({ provider, consumers: [{ consumerId: "0" }], limits });
    await service.consumers[0]?.ended;
    const timeline = service.consumers[0]?.timeline;
    expect(timeline?.vscPackets.size).toBeLessThanOrEqual(6);
    expect(timeline?.counts.vsc).toMatchObject({ sent: 300, acknowledged: 299 });
    expect(timeline?.forgotten.vsc).toBe(294);
  });

  it("ends with its signal, and again does nothing", async () => {
    const leaving = new AbortController();
    const { service } = await settled({ signal: leaving.signal });
    const rest = collect(service.events());
    leaving.abort();
    await service.consumers[0]?.ended;
    await service.close();
    await service.close();
    expect(await rest).toEqual([]);
    expect(service.consumers[0]?.failure).toBeUndefined();
  });

  it("does not begin where its signal has aborted", async () => {
    const provider: ProviderSource = historySources().provider;
    const service = createObserverService({ provider, consumers: [{ consumerId: "0" }], signal: AbortSignal.abort() });
    await service.close();
    expect(service.recent()).toEqual([]);
  });

  it("is not healthy while its node cannot tell the next block", async () => {
    const { provider } = historySources();
    let now = genesisMs;
    await using service = createObserverService({
      provider: { ...provider, blocks: unreadableAt(5n) },
      consumers: [{ consumerId: "0" }],
      now: () => new Date(now),
    });
    await until(() => service.consumers[0]?.summary().provider?.height === 4n);
    now += 61_000;
    const health = overallHealthView(service.consumers.map((each) => each.summary()));
    expect(health.healthy).toBe(false);
    expect(health.reasons[0]).toMatch(
      / is unknown: .*provider-1 is read up to height 4, .* could not be read for 61 s/,
    );
  });

  it("tells that blocks were made before, until they are read", async () => {
    const sources = historySources({ waits: true });
    const blocks = { ...sources.provider.blocks, latestHeight: async () => 14n };
    const { service, messages } = await settled({ provider: { ...sources.provider, blocks } });
    await using _closing = service;
    const healths = messages.flatMap((message) => (message.type === "health" ? [message.health] : []));
    expect(healths.map(({ verdict }) => verdict)).toEqual(["secured"]);
    expect(service.consumers[0]?.summary().provider).toMatchObject({ height: 14n, tip: 14n });
  });
});
