import type { ObserverMessage } from "../../../../src/observer/service/observer-message.ts";
import { createObserverService } from "../../../../src/observer/service/observer-service.ts";
import { createStoreView, type StoreView, type StoreViewOptions } from "../../../../src/observer/service/store-view.ts";
import { MemoryStore } from "../../../../src/observer/store/memory-store.ts";
import { overallHealthView } from "../../../../src/observer/web/views/health-view.ts";
import { historySources } from "../fake-sources.ts";
import { genesisMs } from "../wire-blocks.ts";

const now = (): Date => new Date(genesisMs + 14_000);

/** Turns of the event loop, since nothing tells that a block has told nothing. */
async function until(passes: () => boolean): Promise<void> {
  for (const end = Date.now() + 5_000; !passes(); ) {
    if (Date.now() > end) throw new Error("This never happens");
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Observes the made-up pair into a store to its end, and goes on until it is closed. */
function observe(store: MemoryStore, options: { readonly consumerId?: string; readonly alone?: boolean } = {}) {
  const { provider, consumer } = historySources({ waits: true });
  const { consumerId = "0", alone = false } = options;
  return createObserverService({
    ...{ provider, store, now },
    consumers: [{ consumerId, ...(!alone && { source: consumer }) }],
  });
}

async function observed(store: MemoryStore, options: Parameters<typeof observe>[1] = {}) {
  const service = observe(store, options);
  await until(() => {
    const [only] = service.consumers;
    const { provider, consumer } = only?.summary() ?? {};
    return provider?.height === 14n && (options.alone === true || consumer?.height === 12n);
  });
  return service;
}

function view(store: MemoryStore, options: Partial<StoreViewOptions> = {}): Promise<StoreView> {
  return createStoreView({ store, now, readEveryMs: 1, ...options });
}

const isRead = (of: StoreView, id = "0"): boolean => of.consumer(id)?.summary().provider?.height === 14n;

describe("a view of a store", () => {
  it("says what the observer that writes it says", async () => {
    const store = new MemoryStore();
    await using service = await observed(store);
    await using read = await view(store);
    await until(() => isRead(read));
    const [mine, its] = [read.consumer("0"), service.consumer("0")];
    expect(mine?.timeline).toEqual(its?.timeline);
    expect(mine?.violations).toEqual([]);
    expect(mine?.summary().health).toEqual(its?.summary().health);
    expect(mine?.summary()).toMatchObject({
      chainId: "consumer-1",
      health: { verdict: "secured" },
      provider: { height: 14n, seenAt: now() },
      consumer: { height: 12n },
    });
    expect(read.providerChainId).toBe("provider-1");
  });

  it("follows as the history grows, and tells only what is new", async () => {
    const store = new MemoryStore();
    const { provider, consumer } = historySources({ waits: true, until: { provider: 6n, consumer: 4n } });
    const first = createObserverService({ provider, consumers: [{ consumerId: "0", source: consumer }], store, now });
    await until(
      () =>
        first.consumer("0")?.summary().provider?.height === 6n &&
        first.consumer("0")?.summary().consumer?.height === 4n,
    );
    await first.close();
    const messages: ObserverMessage[] = [];
    await using read = await view(store, { onMessage: (message) => void messages.push(message) });
    await until(() => read.consumer("0")?.summary().provider?.height === 6n);
    const before = messages.filter(({ type }) => type === "event").length;
    expect(before).toBe(0);
    await using service = await observed(store);
    await until(() => isRead(read) && read.consumer("0")?.summary().consumer?.height === 12n);
    expect(read.consumer("0")?.timeline).toEqual(service.consumer("0")?.timeline);
    const told = messages.flatMap((message) => (message.type === "event" ? [message.event] : []));
    const kept: unknown[] = [];
    for await (const { event } of store.events({ providerChainId: "provider-1", consumerId: "0" })) kept.push(event);
    expect(told).toEqual(kept.slice(-told.length));
    expect(told.length).toBeGreaterThan(5);
    expect(told.length).toBeLessThan(kept.length);
  });

  it("cannot tell what is now from blocks that are old", async () => {
    const store = new MemoryStore();
    await using _service = await observed(store);
    await using read = await view(store, { now: () => new Date(genesisMs + 10 * 60_000) });
    await until(() => isRead(read));
    expect(read.consumer("0")?.summary()).toMatchObject({
      provider: { isStored: true },
      health: {
        verdict: "unknown",
        reasons: expect.arrayContaining([expect.objectContaining({ code: "catching-up" })]),
      },
    });
  });

  it("sees the provider's side alone where no consumer is followed, and both once one is", async () => {
    const store = new MemoryStore();
    const alone = await observed(store, { alone: true });
    await using read = await view(store);
    await until(() => isRead(read));
    expect(read.consumer("0")?.timeline).toEqual(alone.consumer("0")?.timeline);
    expect(read.consumer("0")?.summary().consumer).toBeUndefined();
    await alone.close();
    await using service = await observed(store);
    await until(() => read.consumer("0")?.summary().consumer?.height === 12n);
    expect(read.consumer("0")?.timeline).toEqual(service.consumer("0")?.timeline);
  });

  it("finds consumers that come later, and only those that are wanted", async () => {
    const store = new MemoryStore();
    await using _zero = await observed(store);
    await using read = await view(store, { consumerIds: ["0", "7"] });
    await using _seven = await observed(store, { consumerId: "7", alone: true });
    await using _eight = await observed(store, { consumerId: "8", alone: true });
    await until(() => isRead(read) && isRead(read, "7"));
    expect(read.consumers.map(({ consumerId }) => consumerId)).toEqual(["0", "7"]);
  });

  it("does not take a consumer that nobody follows for a healthy one", async () => {
    const store = new MemoryStore();
    await using _zero = await observed(store);
    await using read = await view(store, { consumerIds: ["7"] });
    const summaries = read.consumers.map((consumer) => consumer.summary());
    expect(summaries).toMatchObject([
      { consumerId: "7", health: { verdict: "unknown", reasons: [{ code: "not-read" }] } },
    ]);
    expect(overallHealthView(summaries)).toMatchObject({ healthy: false, consumers: 1 });
  });

  it("tells once that the store cannot be read, and goes on when it can", async () => {
    const store = new MemoryStore();
    await using _service = await observed(store);
    const messages: ObserverMessage[] = [];
    let isDown = false;
    const flaky = new Proxy(store, {
      get(target, name) {
        if (isDown && name === "cursor") return () => Promise.reject(new Error("the disk is gone"));
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    await using read = await view(flaky, { onMessage: (message) => void messages.push(message) });
    await until(() => isRead(read));
    isDown = true;
    await until(
      () =>
        read
          .consumer("0")
          ?.summary()
          .health.reasons.some(({ code }) => code === "observer-failed") === true,
    );
    expect(messages.filter(({ type }) => type === "failure")).toMatchObject([{ isRetried: true }]);
    isDown = false;
    await until(() => read.consumer("0")?.failure === undefined);
    expect(read.consumer("0")?.summary().health.verdict).toBe("secured");
  });

  it("needs a store in which the provider is clear", async () => {
    const store = new MemoryStore();
    await expect(view(store)).rejects.toMatchObject({ code: "CONFIG_INVALID" });
    await using _service = await observed(store);
    await expect(view(store, { providerChainId: "other-1" })).rejects.toThrow("none of other-1");
    await using read = await view(store, { providerChainId: "provider-1" });
    expect(read.consumers.map(({ consumerId }) => consumerId)).toEqual(["0"]);
  });

  it("ends with its signal", async () => {
    const store = new MemoryStore();
    await using _service = await observed(store);
    const ending = new AbortController();
    await using read = await view(store, { signal: ending.signal });
    ending.abort();
    await read.consumer("0")?.ended;
    await read.close();
  });
});
