import type { ConsumerPhase } from "../../ccv/phase.ts";
import { errorMessage, isIcsError } from "../../errors.ts";
import { type Logger, silentLogger } from "../../logger.ts";
import type { ConsumerChain } from "../../provider/consumer-chain.ts";
import { blockDistance, waitBlocks } from "../block-distance.ts";
import type { Hop } from "../handshake/handshake.ts";
import type { RelayPath } from "../relay-path.ts";
import { ChainPulse } from "./chain-pulse.ts";
import { type PathChannels, pathChannels } from "./path-channels.ts";
import { PathRecord } from "./path-record.ts";
import { PathService } from "./path-service.ts";
import type { PathSteps, RelayerChain } from "./path-steps.ts";
import { keepUp } from "./path-upkeep.ts";
import type { RelayerEvent } from "./relayer-events.ts";
import type { PathStatus } from "./relayer-status.ts";

/** One consumer of a relayer. */
export interface RelayerConsumer {
  /** How status, events and errors name the path. Default: the consumer id; needed where that is left out. */
  readonly name?: string;
  /** The id that the provider gave; default: of the launched consumer whose light clients the chain has. */
  readonly consumerId?: string;
  /** The connected consumer; or how to connect to it, asked again for as long as it fails. */
  readonly chain: RelayerChain | ((signal: AbortSignal) => Promise<RelayerChain>);
}

/** What a path needs besides its consumer. */
export interface PathSupervisorOptions {
  readonly provider: RelayerChain;
  readonly providerPulse: ChainPulse;
  readonly steps: PathSteps;
  /** False only relays what is open already. */
  readonly handshake: boolean;
  readonly evidence: boolean;
  readonly onEvent: (event: RelayerEvent) => void;
  readonly logger?: Logger;
  readonly sampleIntervalMs: number;
}

/** Errors that mean silence of a node. */
const SILENT: readonly string[] = ["RPC_UNREACHABLE", "RPC_RESPONSE_INVALID"];

/** How long before its spawn time a consumer is looked at with every block. */
const SPAWN_NEAR_MS = 10_000;

/** Follows one consumer from before its launch to its end; whatever fails is tried again, and touches no other path. */
export class PathSupervisor {
  readonly #consumer: RelayerConsumer;
  readonly #options: PathSupervisorOptions;
  readonly #record: PathRecord;
  readonly #logger: Logger;
  readonly #upkeep: Promise<void>[] = [];
  #failures = 0;

  constructor(consumer: RelayerConsumer, options: PathSupervisorOptions) {
    const name = consumer.name ?? consumer.consumerId ?? "";
    this.#consumer = consumer;
    this.#options = options;
    this.#logger = options.logger ?? silentLogger;
    this.#record = new PathRecord(name, consumer.consumerId, options.provider, (event) => this.#tell(event));
    this.#record.pulses.set("provider", options.providerPulse);
  }

  get name(): string {
    return this.#record.name;
  }

  get status(): PathStatus {
    return this.#record.status;
  }

  /** Works until the path is over for good or the signal aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const ending = new AbortController();
    try {
      await this.#supervise(AbortSignal.any([signal, ending.signal]));
    } finally {
      ending.abort(new DOMException(`The path ${this.name} has ended`, "AbortError"));
      await Promise.all(this.#upkeep);
    }
  }

  async #supervise(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const { reason, cause } = await this.#attempt(signal);
        signal.throwIfAborted();
        this.#record.enter("closed", reason, cause);
        return;
      } catch (error) {
        if (signal.aborted) return;
        this.#failures += 1;
        this.#record.fail(error, this.#failures);
        await this.#nextTry(error, signal).catch(() => undefined); // Only an abort ends it so.
      }
    }
  }

  async #attempt(signal: AbortSignal): Promise<PathEnd> {
    const record = this.#record;
    if (record.state !== "failing") record.enter("connecting");
    const consumerId = await this.#identified(signal);
    const { chainId, phase } = await this.#launched(consumerId, signal);
    const consumer = `consumer ${consumerId} ("${chainId}")`;
    if (phase === "DELETED") return { reason: `${consumer} was removed from the provider` };
    const path = await this.#path(consumerId, signal);
    return this.#serve(path, phase, consumer, signal);
  }

  async #chain(signal: AbortSignal): Promise<RelayerChain> {
    const { chain } = this.#consumer;
    const { chains, pulses } = this.#record;
    if (chains.consumer !== undefined) return chains.consumer;
    chains.consumer = typeof chain === "function" ? await chain(signal) : chain;
    const pulse = new ChainPulse(chains.consumer.connection);
    pulses.set("consumer", pulse);
    this.#upkeep.push(pulse.listen(signal));
    return chains.consumer;
  }

  /** Checked once: from then on the path's clients follow what becomes of them. */
  async #path(consumerId: string, signal: AbortSignal): Promise<RelayPath> {
    const { provider, steps, evidence, sampleIntervalMs } = this.#options;
    const record = this.#record;
    if (record.path !== undefined) return record.path;
    const path = await steps.connectPath(provider, await this.#chain(signal), consumerId);
    record.path = path;
    const onEvent = (event: RelayerEvent): void => this.#tell(event);
    const options = { record, steps, path, consumerId, evidence, onEvent, logger: this.#logger, sampleIntervalMs };
    this.#upkeep.push(keepUp(options, signal));
    return path;
  }

  async #identified(signal: AbortSignal): Promise<string> {
    const { provider, steps } = this.#options;
    this.#record.consumerId ??= await steps.findConsumer(provider, await this.#chain(signal));
    return this.#record.consumerId;
  }

  /** Waits until the provider has launched the consumer. */
  async #launched(consumerId: string, signal: AbortSignal): Promise<ConsumerChain> {
    const { provider, steps } = this.#options;
    for (let looks = 1; ; looks += 1) {
      const chain = await steps.consumerChain(provider.connection, consumerId);
      if (chain.phase !== "REGISTERED" && chain.phase !== "INITIALIZED") return chain;
      const spawnTime = chain.initializationParameters?.spawnTime;
      const when = spawnTime === undefined ? "it has no spawn time yet" : `spawns at ${spawnTime.toISOString()}`;
      this.#record.enter("waiting", `${chain.chainId} is not launched yet (${chain.phase}): ${when}`);
      const isNear = spawnTime !== undefined && spawnTime.getTime() - Date.now() < SPAWN_NEAR_MS;
      await waitBlocks(provider.connection, isNear ? 1n : blockDistance(looks), signal);
    }
  }

  async #serve(path: RelayPath, phase: ConsumerPhase, consumer: string, signal: AbortSignal): Promise<PathEnd> {
    const { steps } = this.#options;
    const record = this.#record;
    for (;;) {
      const channels = await this.#channels(path, phase, signal);
      if (channels === undefined) return { reason: `${consumer} was stopped before it had a CCV channel` };
      record.channels = channels.channels;
      record.enter("relaying");
      if (channels.closed) record.closedChannel(channels.closed);
      const service = new PathService({
        record,
        steps,
        path,
        channels,
        onEvent: (event) => this.#tell(event),
        logger: this.#logger,
      });
      try {
        const closed = await service.run(signal);
        if (closed !== undefined) return { reason: `the channels of ${consumer} are closed`, cause: closed };
      } finally {
        if (service.hasRelayed) this.#failures = 0;
      }
    }
  }

  /** Waits for channels where they are to be opened by somebody else; undefined where there never will be any. */
  async #channels(path: RelayPath, phase: ConsumerPhase, signal: AbortSignal): Promise<PathChannels | undefined> {
    const { steps, handshake } = this.#options;
    const onHop = (hop: Hop): void => {
      // The transfer channel is finished beside the relaying.
      if (this.#record.state !== "relaying") this.#record.enter("handshaking");
      this.#tell({ kind: "hop", path: this.name, hop });
    };
    for (let looks = 1; ; looks += 1) {
      const channels = await pathChannels({ path, steps, phase, handshake, signal, onHop });
      if (channels !== undefined || phase !== "LAUNCHED") return channels;
      this.#record.enter("waiting", "no CCV channel is open, and opening one is switched off (handshake)");
      await waitBlocks(this.#options.provider.connection, blockDistance(looks), signal);
    }
  }

  /** Waits for blocks of the provider, more after each failure; or for the consumer, where that is what was silent. */
  async #nextTry(error: unknown, signal: AbortSignal): Promise<void> {
    const ending = new AbortController();
    const both = AbortSignal.any([signal, ending.signal]);
    const consumer = this.#record.chains.consumer?.connection;
    const waits = [waitBlocks(this.#options.provider.connection, blockDistance(this.#failures), both)];
    if (consumer !== undefined && isIcsError(error) && SILENT.includes(error.code)) {
      waits.push(waitBlocks(consumer, 1n, both));
    }
    try {
      await Promise.race(waits);
    } finally {
      ending.abort(new DOMException("Tried again", "AbortError"));
      await Promise.allSettled(waits);
    }
  }

  /** A reader's own fault must not end the path. */
  #tell(event: RelayerEvent): void {
    try {
      this.#options.onEvent(event);
    } catch (error) {
      this.#logger.error("an event's reader failed", { path: this.name, error: errorMessage(error) });
    }
  }
}

/** Why a path is over. */
interface PathEnd {
  readonly reason: string;
  readonly cause?: unknown;
}
