import { IcsError } from "../../errors.ts";
import { type Logger, silentLogger } from "../../logger.ts";
import { ChainPulse } from "./chain-pulse.ts";
import { queryFeeBalance, sampleWithBlocks } from "./path-sampler.ts";
import { type PathSteps, pathSteps, type RelayerChain } from "./path-steps.ts";
import { PathSupervisor, type RelayerConsumer } from "./path-supervisor.ts";
import type { RelayerEvent } from "./relayer-events.ts";
import type { RelayerStatus } from "./relayer-status.ts";

/** What a relayer is made of. */
export interface RelayerOptions {
  /** Shared by all paths: one subscription to its blocks, one account whose transactions queue by turn. */
  readonly provider: RelayerChain;
  readonly consumers?: readonly RelayerConsumer[];
  /** False relays only what is open already. Default true: opens the CCV channel of every launched consumer. */
  readonly handshake?: boolean;
  /** False leaves what the consumers' validators do wrong to others. Default true. */
  readonly evidence?: boolean;
  readonly onEvent?: (event: RelayerEvent) => void;
  readonly logger?: Logger;
  /** Least time between two samples of backlogs and balances. Default 15,000. */
  readonly sampleIntervalMs?: number;
  /** The steps of a path; for tests. */
  readonly steps?: PathSteps;
}

const SAMPLE_INTERVAL_MS = 15_000;

/** Relays between one provider and any number of its consumers, each path on its own. */
export class Relayer implements AsyncDisposable {
  readonly #options: RelayerOptions;
  readonly #paths = new Map<string, RunningPath>();
  readonly #closing = new AbortController();
  readonly #pulse: ChainPulse;
  readonly #upkeep: Promise<unknown>;
  #balance: bigint | undefined;

  constructor(options: RelayerOptions) {
    this.#options = options;
    this.#pulse = new ChainPulse(options.provider.connection);
    this.#upkeep = this.#keepUp();
    for (const consumer of options.consumers ?? []) this.addConsumer(consumer);
  }

  /** Every path as last seen; asks nothing. */
  status(): RelayerStatus {
    const { connection, sender } = this.#options.provider;
    return {
      provider: {
        chainId: connection.chainId,
        height: connection.knownHeight || undefined,
        heardAt: this.#pulse.heardAt,
        isSilent: this.#pulse.isSilent,
        account: { address: sender.address, denom: sender.feeDenom, balance: this.#balance },
      },
      paths: [...this.#paths.values()].map(({ supervisor }) => supervisor.status),
    };
  }

  /** Begins to serve a consumer, launched or not. @throws CONFIG_INVALID for a consumer that is served already */
  addConsumer(consumer: RelayerConsumer): void {
    this.#closing.signal.throwIfAborted();
    const { provider, handshake = true, evidence = true, logger = silentLogger, steps = pathSteps } = this.#options;
    const { onEvent } = this.#options;
    const supervisor = new PathSupervisor(consumer, {
      provider,
      providerPulse: this.#pulse,
      handshake,
      evidence,
      logger,
      steps,
      onEvent: onEvent ?? (() => undefined),
      sampleIntervalMs: this.#options.sampleIntervalMs ?? SAMPLE_INTERVAL_MS,
    });
    if (this.#paths.has(supervisor.name)) {
      throw new IcsError("CONFIG_INVALID", `The relayer has a path "${supervisor.name}" already`, {
        problems: [{ name: "consumers", got: supervisor.name, wanted: "each consumer once" }],
      });
    }
    const stopping = new AbortController();
    const done = supervisor.run(AbortSignal.any([stopping.signal, this.#closing.signal]));
    this.#paths.set(supervisor.name, { supervisor, stopping, done });
  }

  /** Ends the path with this name; what is on its way then is either included or expires. */
  async removeConsumer(name: string): Promise<void> {
    const path = this.#paths.get(name);
    path?.stopping.abort(new DOMException(`The path ${name} was removed`, "AbortError"));
    await path?.done;
    this.#paths.delete(name);
  }

  /** Resolves once every path is over for good, or when the signal aborts and all have stopped. */
  async run(signal?: AbortSignal): Promise<void> {
    const stop = (): void => this.#closing.abort(signal?.reason);
    if (signal?.aborted) stop();
    signal?.addEventListener("abort", stop, { once: true });
    try {
      await this.#done();
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  }

  /** Stops every path; connections stay open. Idempotent. */
  async close(): Promise<void> {
    this.#closing.abort(new DOMException("The relayer was closed", "AbortError"));
    await this.#done();
    await this.#upkeep;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** One look at the account for all paths, which share it. */
  #keepUp(): Promise<unknown> {
    const { provider, sampleIntervalMs = SAMPLE_INTERVAL_MS } = this.#options;
    const { signal } = this.#closing;
    const sample = async (): Promise<void> => {
      this.#balance = await queryFeeBalance(provider.sender);
    };
    return Promise.allSettled([
      this.#pulse.listen(signal),
      sampleWithBlocks(provider.connection, sampleIntervalMs, sample, signal),
    ]);
  }

  /** Paths that are added meanwhile count too. */
  async #done(): Promise<void> {
    for (const seen = new Set<RunningPath>(); ; ) {
      const open = [...this.#paths.values()].filter((path) => !seen.has(path));
      if (open.length === 0) return;
      await Promise.all(open.map(({ done }) => done));
      for (const path of open) seen.add(path);
    }
  }
}

interface RunningPath {
  readonly supervisor: PathSupervisor;
  readonly stopping: AbortController;
  /** Never rejects. */
  readonly done: Promise<void>;
}

/** A relayer that begins at once. */
export function createRelayer(options: RelayerOptions): Relayer {
  return new Relayer(options);
}
