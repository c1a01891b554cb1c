import { PgBoss } from "pg-boss";
import { sleep } from "../../async/sleep.ts";
import type { ConsumerId } from "../../ccv/identifiers.ts";
import { errorMessage, isIcsError } from "../../errors.ts";
import { type Logger, silentLogger } from "../../logger.ts";
import { shareBlocks } from "../service/share-blocks.ts";
import { PostgresClient } from "../store/postgres-client.ts";
import { migratePostgres } from "../store/postgres-migrate.ts";
import { PostgresStore } from "../store/postgres-store.ts";
import { fairShare } from "./fair-share.ts";
import { followLeased } from "./follow-leased.ts";
import { type Lease, LeaseBoard } from "./lease-board.ts";
import type { ObserverWorkerOptions, WorkerConsumer } from "./observer-worker-options.ts";

interface Followed {
  readonly lease: Lease;
  readonly end: AbortController;
  readonly ended: Promise<void>;
}

/** On connections of their own: heartbeats must not wait behind blocks that are to be kept. */
interface Leases {
  readonly boss: PgBoss;
  readonly client: PostgresClient;
}

const offerEveryMs = 60_000;

/** One worker among others. */
export class ObserverWorker {
  readonly #options: ObserverWorkerOptions;
  readonly #logger: Logger;
  readonly #store: PostgresStore;
  readonly #boss: PgBoss;
  readonly #leases: PostgresClient;
  readonly #board: LeaseBoard;
  readonly #consumers: ReadonlyMap<ConsumerId, WorkerConsumer>;
  #told: readonly ConsumerId[] = [];
  #offerAt = performance.now() + offerEveryMs;
  readonly #followed = new Map<ConsumerId, Followed>();

  private constructor(options: ObserverWorkerOptions, store: PostgresStore, { boss, client }: Leases) {
    const { provider } = options;
    this.#options = { ...options, provider: { ...provider, blocks: shareBlocks(provider.blocks) } };
    this.#logger = options.logger ?? silentLogger;
    this.#store = store;
    this.#boss = boss;
    this.#leases = client;
    this.#board = new LeaseBoard(boss, provider.blocks.chainId);
    this.#consumers = new Map(options.consumers.map((consumer) => [consumer.consumerId, consumer]));
    boss.on("error", (error) => this.#logger.warn("The leases could not be kept", { reason: errorMessage(error) }));
  }

  /** @throws OBSERVER_STORE_FAILED */
  static async join(options: ObserverWorkerOptions): Promise<ObserverWorker> {
    const { schema = "icskit", ...database } = options.store;
    const client = new PostgresClient(database);
    const leases = new PostgresClient({ ...database, maxConnections: 3 });
    const boss = createBoss(leases, schema);
    const worker = new ObserverWorker(options, new PostgresStore(client, schema), { boss, client: leases });
    try {
      await migratePostgres(client, schema);
      await startBoss(boss);
      await worker.#board.open([...worker.#consumers.keys()]);
      return worker;
    } catch (error) {
      await worker.#close();
      throw isIcsError(error) ? error : client.failure("open its leases", error);
    }
  }

  async run(): Promise<void> {
    try {
      // Two loops: ending what is given up may take a while, and the leases of the rest must not run out meanwhile.
      await Promise.all([
        this.#repeat("prolonged", () => this.#prolong()),
        this.#repeat("shared out", () => this.#balance()),
      ]);
    } finally {
      await this.#leave();
    }
  }

  async #repeat(done: string, work: () => Promise<void>): Promise<void> {
    const { signal, beatMs = 1_000 } = this.#options;
    while (!signal.aborted) {
      await work().catch((error) =>
        this.#logger.warn(`The leases could not be ${done}`, { reason: errorMessage(error) }),
      );
      this.#tellShare();
      await sleep(beatMs, signal).catch(() => undefined);
    }
  }

  async #prolong(): Promise<void> {
    const lost = new Set(await this.#board.prolong([...this.#followed.values()].map(({ lease }) => lease)));
    void this.#drop([...this.#followed.values()].filter(({ lease }) => lost.has(lease)));
  }

  async #balance(): Promise<void> {
    if (performance.now() >= this.#offerAt) await this.#offer();
    const workers = await this.#board.beSeated();
    const held = this.#held;
    const { take, release } = fairShare(this.#consumers.size, workers, held.length);
    const surplus = held.slice(held.length - release);
    await this.#drop(surplus);
    await this.#board.release(surplus.map(({ lease }) => lease));
    const taken = await this.#board.take(take);
    for (const lease of taken) this.#follow(lease);
    await this.#board.remove(taken.filter(({ consumerId }) => !this.#consumers.has(consumerId)));
  }

  /** What is followed, without what is about to end. */
  get #held(): readonly Followed[] {
    return [...this.#followed.values()].filter(({ end }) => !end.signal.aborted);
  }

  #tellShare(): void {
    const share = this.#held.map(({ lease }) => lease.consumerId);
    if (share.length === this.#told.length && share.every((consumerId, at) => consumerId === this.#told[at])) return;
    this.#told = share;
    this.#options.onShare?.(share);
  }

  /** What pg-boss has deleted for its age, or another worker did not know, is put up again. */
  async #offer(): Promise<void> {
    await this.#board.offer([...this.#consumers.keys()]);
    this.#offerAt = performance.now() + offerEveryMs;
  }

  #follow(lease: Lease): void {
    const { consumerId, since } = lease;
    const consumer = this.#consumers.get(consumerId);
    if (consumer === undefined) return;
    const before = this.#followed.get(consumerId);
    const end = new AbortController();
    const options = { ...this.#options, consumer, since, openStore: this.#store, signal: end.signal };
    const follow = async (): Promise<void> => {
      await before?.ended;
      await followLeased(options);
    };
    this.#followed.set(consumerId, { lease, end, ended: follow() });
  }

  /** Ends the following of consumers, and waits until nothing of it is under way. */
  async #drop(dropped: readonly Followed[]): Promise<void> {
    for (const { end } of dropped) end.abort(new DOMException("This consumer was given up", "AbortError"));
    await Promise.all(dropped.map(({ ended }) => ended));
    for (const followed of dropped) {
      const { consumerId } = followed.lease;
      if (this.#followed.get(consumerId) === followed) this.#followed.delete(consumerId);
    }
  }

  async #leave(): Promise<void> {
    const all = [...this.#followed.values()];
    await this.#drop(all);
    try {
      await this.#board.release(all.map(({ lease }) => lease));
      await this.#board.leave();
    } catch (error) {
      this.#logger.warn("The share is free only once its leases have run out", { reason: errorMessage(error) });
    }
    await this.#close();
  }

  async #close(): Promise<void> {
    await this.#boss.stop({ graceful: false });
    await this.#leases.close();
    await this.#store.close();
  }
}

/** Its tables are made by the first worker; one that starts at the same moment may fail on them once. */
async function startBoss(boss: PgBoss): Promise<void> {
  try {
    await boss.start();
  } catch (error) {
    const uniqueViolation = "23505";
    if ((error as { readonly code?: unknown }).code !== uniqueViolation) throw error;
    await boss.start();
  }
}

/** By the store's own kind of client, so that both fail in the same way and within the same time. */
function createBoss(client: PostgresClient, schema: string): PgBoss {
  return new PgBoss({
    db: { executeSql: (text, values) => client.pool.query(text, values) },
    schema: `${schema}_leases`,
    schedule: false,
    superviseIntervalSeconds: 1,
    monitorIntervalSeconds: 1,
  });
}
