import type { Job, PgBoss } from "pg-boss";
import type { ConsumerId } from "../../ccv/identifiers.ts";

/** The right to follow a consumer, of one worker at a time. */
export interface Lease {
  readonly consumerId: ConsumerId;
  /** When it was given, by the database's clock. */
  readonly since: Date;
  readonly job: Job<LeaseData>;
}

interface LeaseData {
  readonly consumerId: ConsumerId;
}

/** The queue refuses less. */
const heartbeatSeconds = 10;
const daySeconds = 86_400;

/**
 * Who follows which consumer, kept by pg-boss. A consumer is a job that is never done: the worker that has fetched it
 * follows it, and pg-boss gives it to another one once its heartbeats stay out. A worker shows that it lives by a job of
 * a second queue.
 */
export class LeaseBoard {
  readonly #boss: PgBoss;
  readonly #consumers: string;
  readonly #seats: string;
  #seat: Job | undefined;

  constructor(boss: PgBoss, providerChainId: string) {
    const name = providerChainId.replace(/[^\w.-]/g, (character) => `/${character.codePointAt(0)?.toString(16)}/`);
    this.#boss = boss;
    this.#consumers = `consumers/${name}`;
    this.#seats = `workers/${name}`;
  }

  /** Makes the queues, where there are none, and puts every consumer up that is not there already. */
  async open(consumers: readonly ConsumerId[]): Promise<void> {
    const kept = { heartbeatSeconds, expireInSeconds: daySeconds, retentionSeconds: 365 * daySeconds };
    const retryLimit = 2 ** 31 - 1;
    await this.#boss.createQueue(this.#consumers, {
      ...kept,
      policy: "exclusive",
      retryLimit,
      warningQueueSize: retryLimit,
    });
    await this.#boss.createQueue(this.#seats, { ...kept, retryLimit: 0, deleteAfterSeconds: 60 });
    await this.offer(consumers);
  }

  /** Puts consumers up to be followed; nothing changes for those that are up or followed. */
  async offer(consumers: readonly ConsumerId[]): Promise<void> {
    if (consumers.length === 0) return;
    await this.#boss.insert(
      this.#consumers,
      consumers.map((consumerId) => ({ data: { consumerId }, singletonKey: consumerId })),
    );
  }

  /** Shows from now on that this worker lives; resolves with the number of those that do. */
  async beSeated(): Promise<number> {
    if (this.#seat === undefined) {
      [this.#seat] = await this.#boss.fetch(this.#seats);
      if (this.#seat === undefined) {
        await this.#boss.send(this.#seats);
        [this.#seat] = await this.#boss.fetch(this.#seats);
      }
    }
    const seats = await this.#boss.findJobs(this.#seats);
    return seats.filter(({ state }) => state === "active").length;
  }

  /** Leases of consumers that nobody follows, at most so many. */
  async take(count: number): Promise<Lease[]> {
    if (count === 0) return [];
    const jobs = await this.#boss.fetch<LeaseData>(this.#consumers, { batchSize: count, includeMetadata: true });
    return jobs.map((job) => ({ consumerId: job.data.consumerId, since: job.startedOn, job }));
  }

  /** Prolongs the seat and leases; resolves with those leases that are another worker's by now. */
  async prolong(leases: readonly Lease[]): Promise<Lease[]> {
    const seat = this.#seat;
    if (seat !== undefined && (await this.#lost(this.#seats, [seat])).size > 0) this.#seat = undefined;
    const lost = await this.#lost(
      this.#consumers,
      leases.map(({ job }) => job),
    );
    return leases.filter(({ job }) => lost.has(job.id));
  }

  /** Puts consumers up again at once; nothing changes for leases that were lost. */
  async release(leases: readonly Lease[]): Promise<void> {
    if (leases.length === 0) return;
    await this.#boss.fail(
      this.#consumers,
      leases.map(({ job }) => job),
    );
  }

  /** Takes consumers off the board. */
  async remove(leases: readonly Lease[]): Promise<void> {
    if (leases.length === 0) return;
    await this.#boss.complete(
      this.#consumers,
      leases.map(({ job }) => job),
    );
  }

  /** Gives the seat up, so that the others count one worker less at once. */
  async leave(): Promise<void> {
    const seat = this.#seat;
    this.#seat = undefined;
    if (seat !== undefined) await this.#boss.complete(this.#seats, seat);
  }

  /** Sends heartbeats; resolves with the ids of the jobs that are no longer this worker's. */
  async #lost(queue: string, jobs: readonly Job[]): Promise<Set<string>> {
    if (jobs.length === 0) return new Set();
    if ((await this.#touch(queue, jobs)) === jobs.length) return new Set();
    const lost = new Set<string>();
    for (const job of jobs) if ((await this.#touch(queue, [job])) === 0) lost.add(job.id);
    return lost;
  }

  async #touch(queue: string, jobs: readonly Job[]): Promise<number> {
    // The declared type of the answer is empty.
    const { affected } = (await this.#boss.touch(queue, [...jobs])) as { readonly affected: number };
    return affected;
  }
}
