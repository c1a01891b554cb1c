import { pollUntil } from "../../src/async/poll-until.ts";
import { isIcsError } from "../../src/errors.ts";
import type { LogFields } from "../../src/logger.ts";
import { openPostgresStore } from "../../src/observer/store/open-postgres-store.ts";
import type { ObserverWorkerOptions } from "../../src/observer/workers/observer-worker-options.ts";
import { runObserverWorker } from "../../src/observer/workers/run-observer-worker.ts";
import { liveChains } from "../support/live-chains.ts";
import { describeWithPostgres } from "../support/postgres.ts";

const consumers = 6;

/** A worker in this process. */
class TestWorker {
  readonly failures: unknown[] = [];
  readonly warnings: (readonly [string, LogFields | undefined])[] = [];
  share: readonly string[] = [];
  readonly ended: Promise<void>;
  readonly #end = new AbortController();

  constructor(options: Partial<ObserverWorkerOptions> & Pick<ObserverWorkerOptions, "store">) {
    const ignore = (): void => undefined;
    this.ended = runObserverWorker({
      ...liveChains({ consumers, blocks: 100_000, begunMs: Date.now(), blockMs: 200 }),
      signal: this.#end.signal,
      beatMs: 100,
      onShare: (share) => {
        this.share = share;
      },
      onFailure: (...failure) => this.failures.push(failure),
      logger: { debug: ignore, info: ignore, error: ignore, warn: (...line) => this.warnings.push([line[0], line[1]]) },
      ...options,
    });
  }

  async holds(count: number): Promise<void> {
    const size = async (): Promise<number> => this.share.length;
    await pollUntil(size, (held) => held === count, { what: `${count} consumers`, timeoutMs: 90_000 });
  }

  async stop(): Promise<void> {
    this.#end.abort();
    await this.ended;
  }
}

describeWithPostgres("the shares of observer workers", (server) => {
  let store: { readonly connectionString: string };
  const started: TestWorker[] = [];
  const start = (options: Partial<ObserverWorkerOptions> = {}): TestWorker => {
    const worker = new TestWorker({ store, ...options });
    started.push(worker);
    return worker;
  };
  beforeEach(async () => {
    store = { connectionString: await server().createDatabase() };
  });
  afterEach(() => Promise.all(started.splice(0).map((worker) => worker.stop())));

  it("are the same for all, and passed on at once by one that ends", async () => {
    const first = start();
    await first.holds(consumers);
    const second = start();
    const third = start();
    for (const worker of [first, second, third]) await worker.holds(2);
    expect(new Set([...first.share, ...second.share, ...third.share]).size).toBe(consumers);
    const begunMs = Date.now();
    await first.stop();
    for (const worker of [second, third]) await worker.holds(3);
    // Far below the time after which a lease runs out.
    expect(Date.now() - begunMs).toBeLessThan(8_000);
    expect([...first.failures, ...second.failures, ...third.failures]).toEqual([]);
  });

  it.each([1, 2, 3, 4])("are one consumer each where all workers start in an empty database at once, %i", async () => {
    const workers = Array.from({ length: consumers }, () => start());
    for (const worker of workers) await worker.holds(1);
    expect(new Set(workers.flatMap(({ share }) => share)).size).toBe(consumers);
    expect(workers.flatMap(({ warnings }) => warnings)).toEqual([]);
  });

  it("are kept through a restart of the database", async () => {
    const worker = start();
    await worker.holds(consumers);
    await server().kill();
    await pollUntil(async () => worker.warnings.length, Boolean, { what: "a warning" });
    await server().launch();
    await using reader = await openPostgresStore(store);
    const heights = () =>
      Promise.all(
        worker.share.map(async (consumerId) => {
          const cursor = await reader.cursor({ providerChainId: "provider-1", consumerId });
          return cursor?.provider?.height ?? 0n;
        }),
      );
    const before = await heights();
    const grown = (now: readonly bigint[]): boolean => now.every((height, at) => height > (before[at] ?? 0n));
    await pollUntil(heights, grown, { what: "every history to grow", timeoutMs: 90_000 });
    expect(worker.failures).toEqual([]);
    expect(JSON.stringify(worker.warnings)).not.toContain(server().password);
  });

  it("keep apart a consumer that cannot be followed any more, and tell of it once", async () => {
    const { provider, consumers: all } = liveChains({ consumers, blocks: 100_000, begunMs: Date.now(), blockMs: 200 });
    const { state } = provider;
    const broken = new Error("the node speaks nonsense");
    const worker = start({
      provider: {
        ...provider,
        state: {
          ...state,
          consumerState: (id, height) => (id === "3" ? Promise.reject(broken) : state.consumerState(id, height)),
        },
      },
      consumers: all,
    });
    await worker.holds(consumers);
    await pollUntil(async () => worker.failures.length, Boolean, { what: "the failure" });
    expect(worker.failures).toEqual([["3", broken]]);
    expect(worker.share).toHaveLength(consumers);
  });

  it("have no consumer that was taken out of the list", async () => {
    const all = liveChains({ consumers, blocks: 100_000, begunMs: Date.now(), blockMs: 200 });
    const before = start(all);
    await before.holds(consumers);
    await before.stop();
    const after = start({ ...all, consumers: all.consumers.slice(1) });
    await after.holds(consumers - 1);
    expect(after.share).not.toContain("0");
  });

  it("are none where the database cannot be reached", async () => {
    const nowhere = { connectionString: "postgres://icskit:hunter2@127.0.0.1:1/none" };
    const worker = new TestWorker({ store: nowhere });
    const error = await worker.ended.catch((thrown: unknown) => thrown);
    expect(isIcsError(error, "OBSERVER_STORE_FAILED") && error.context.reason).toBe("disconnected");
  });
});
