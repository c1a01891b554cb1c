import type { Block } from "../../chain/block.ts";
import { IcsError, isIcsError } from "../../errors.ts";
import { type Logger, silentLogger } from "../../logger.ts";
import type { ChannelPair } from "../handshake/handshake.ts";
import { otherSide, type PathSide, pathSides } from "../path-side.ts";
import type { RelayPath } from "../relay-path.ts";
import { News } from "./news.ts";
import { PacketFlow } from "./packet-flow.ts";
import { failureKind, retryDistance, toldAfter, troubleKey } from "./relay-failure.ts";
import { type ChainClock, channelFacts } from "./relay-item.ts";
import type { RelayPacketsOptions } from "./relay-loop.ts";
import { type BothSides, RelayedChannel } from "./relayed-channel.ts";
import { type SurveyHeights, surveyChannel } from "./survey.ts";

/** A chain's blocks further behind than this are not read one by one: its state tells what they led to. */
const TOO_FAR_BEHIND = 500n;

/** One run of relaying on a path: reads both chains, asks their state where events are not enough, and carries. */
export class PathRun {
  readonly #path: RelayPath;
  readonly #options: RelayPacketsOptions;
  readonly #channels: readonly RelayedChannel[];
  readonly #logger: Logger;
  readonly #ending = new AbortController();
  readonly #signal: AbortSignal;
  readonly #news = new News();
  readonly #clocks: Partial<Record<PathSide, ChainClock>> = {};
  readonly #told = new Map<PathSide | undefined, Set<string>>();
  /** Blocks below were not read: the state must tell what they led to. */
  readonly #readFrom: Record<PathSide, bigint> = { provider: 1n, consumer: 1n };
  #beat = 0;
  #failedSurveys = 0;

  constructor(path: RelayPath, channels: readonly ChannelPair[], options: RelayPacketsOptions) {
    this.#path = path;
    this.#options = options;
    this.#logger = options.logger ?? silentLogger;
    this.#signal = AbortSignal.any([options.signal, this.#ending.signal]);
    this.#channels = channels.map((pair) => new RelayedChannel(pair, options.leaveOut));
    if (options.from === undefined) for (const channel of this.#channels) channel.mustBeRead(0);
  }

  async run(): Promise<void> {
    const wake = (): void => this.#news.tell();
    this.#signal.addEventListener("abort", wake, { once: true });
    const tasks = [
      ...pathSides.map((side) => this.#read(side)),
      ...pathSides.map((side) => this.#flow(side).run()),
      this.#survey(),
    ];
    const ended = tasks.map((task) => task.catch((error: unknown) => this.#ending.abort(error)));
    await Promise.all(ended);
    if (!this.#options.signal.aborted) throw this.#ending.signal.reason;
  }

  async #read(side: PathSide): Promise<never> {
    const { connection } = this.#path[side];
    const waiting = { signal: this.#signal };
    let next = this.#options.from?.[side] ?? (await connection.waitForHeight(1n, waiting));
    for (;;) {
      try {
        for await (const block of connection.blocks({ from: next, signal: this.#signal })) {
          next = block.height + 1n;
          this.#take(side, block);
          if (connection.knownHeight - block.height > TOO_FAR_BEHIND) break;
        }
        next = connection.knownHeight;
      } catch (error) {
        this.#signal.throwIfAborted();
        if (!isIcsError(error)) throw error;
        this.#logger.warn("cannot read a block, its chain will be read on", { side, error: error.message });
        if (!isIcsError(error, "RPC_HEIGHT_PRUNED")) {
          await connection.waitForHeight(connection.knownHeight + 1n, waiting);
          continue;
        }
        next = larger(connection.knownHeight, error.context.lowestHeight);
      }
      this.#logger.warn("blocks are left out, the state tells what they led to", { side, from: next });
      this.#readFrom[side] = next;
      for (const channel of this.#channels) channel.mustBeRead(this.#beat);
    }
  }

  #take(side: PathSide, block: Block): void {
    this.#clocks[side] = { height: block.height, time: block.time };
    this.#beat += 1;
    const isAudit = this.#beat % (this.#options.auditEveryBlocks ?? 500) === 0;
    for (const channel of this.#channels) {
      if (isAudit) channel.mustBeRead(this.#beat, false);
      for (const fact of channelFacts(block, channel.ends[side])) {
        if (fact.kind !== "changed") channel.queues[side].add(fact);
        // A closed end takes no packets: what is sent to it must be timed out.
        const isRefused = fact.kind === "packet" && channel.states[otherSide(side)] === "closed";
        if (fact.kind === "changed" || isRefused) channel.mustBeRead(this.#beat);
      }
    }
    this.#news.tell();
  }

  #flow(source: PathSide): PacketFlow {
    const { maxMessages = 100, maxTxBytes = 400_000 } = this.#options;
    const destination = otherSide(source);
    let failures = 0;
    return new PacketFlow({
      source,
      ends: { source: this.#path[source], destination: this.#path[destination] },
      channels: this.#channels,
      limits: { messages: maxMessages, bytes: maxTxBytes },
      signal: this.#signal,
      beat: () => this.#beat,
      destinationClock: () => this.#clocks[destination],
      news: () => this.#news.next(),
      tellNews: () => this.#news.tell(),
      onCarried: (tx, items) => {
        failures = 0;
        // Whoever hears of it takes all trouble for overcome: what lasts is to be told again.
        this.#told.clear();
        this.#options.onRelayed?.({ tx, items });
      },
      onTrouble: (error, inARow) => {
        if (failureKind(error) !== "silence" && inARow > 0) failures += 1;
        this.#trouble(source, error, inARow);
        this.#giveUp(error, failures);
      },
      onLost: (channel, count) => this.#lost(channel, count),
    });
  }

  /** Reads the state of the channels for which it is wanted, one time after the other. */
  async #survey(): Promise<never> {
    for (;;) {
      this.#signal.throwIfAborted();
      const news = this.#news.next();
      const due = this.#channels.filter((channel) => channel.isDue(this.#beat));
      if (due.length === 0) {
        this.#endIfOver();
        await news;
        continue;
      }
      const readings = due.map((channel) => ({ channel, done: channel.beginReading() }));
      try {
        const heights = await this.#surveyHeights();
        for (const { channel, done } of readings) await this.#surveyOne(channel, heights, done);
        this.#failedSurveys = 0;
      } catch (error) {
        this.#signal.throwIfAborted();
        if (!isIcsError(error)) throw error;
        this.#failedSurveys += 1;
        for (const { done } of readings) done(this.#beat + retryDistance(this.#failedSurveys));
        this.#trouble(undefined, error, this.#failedSurveys);
        if (failureKind(error) !== "silence") this.#giveUp(error, this.#failedSurveys);
      }
      this.#news.tell();
    }
  }

  async #surveyHeights(): Promise<SurveyHeights> {
    const { provider, consumer } = this.#path;
    const early = await this.#both((side) =>
      this.#path[side].connection.waitForHeight(this.#readFrom[side], { signal: this.#signal }),
    );
    const [onProvider, onConsumer] = await Promise.all([
      provider.connection.latestHeight(),
      consumer.connection.latestHeight(),
    ]);
    // One of several nodes behind an address may be behind what another has told.
    const late = { provider: larger(onProvider, early.provider), consumer: larger(onConsumer, early.consumer) };
    return { early, late };
  }

  async #both<T>(of: (side: PathSide) => Promise<T>): Promise<BothSides<T>> {
    const [provider, consumer] = await Promise.all([of("provider"), of("consumer")]);
    return { provider, consumer };
  }

  async #surveyOne(channel: RelayedChannel, heights: SurveyHeights, done: (retryAt?: number) => void): Promise<void> {
    const { lost, missing } = await surveyChannel(this.#path, channel, heights, this.#signal);
    done();
    if (lost > 0) this.#lost(channel, lost);
    if (missing.length === 0) this.#told.delete(undefined);
    for (const error of missing) this.#trouble(undefined, error, 1);
    // What was found is carried meanwhile; another node may tell the rest.
    if (missing.length > 0) channel.mustBeRead(this.#beat + retryDistance(Number.POSITIVE_INFINITY), false);
  }

  /** Every kind of trouble is told once, until something was carried; silence when it lasts. */
  #trouble(source: PathSide | undefined, error: IcsError, failures: number): void {
    const fields = { source, code: error.code, error: error.message, failures };
    this.#logger.warn("relaying failed, will be tried again", fields);
    if (failures < toldAfter(failureKind(error))) return;
    const told = this.#told.get(source) ?? new Set();
    if (told.has(troubleKey(error))) return;
    this.#told.set(source, told.add(troubleKey(error)));
    this.#options.onTrouble?.({ source, error, failures });
  }

  #giveUp(error: IcsError, failures: number): void {
    if (failures >= (this.#options.giveUpAfter ?? Number.POSITIVE_INFINITY)) this.#ending.abort(error);
  }

  #lost(channel: RelayedChannel, count: number): void {
    if (channel.isLossTold) return;
    channel.isLossTold = true;
    const error = channelClosed(this.#path, channel, `${count} packets or acknowledgements cannot be carried any more`);
    this.#logger.error("a channel was closed with packets on their way", { error: error.message });
    this.#options.onTrouble?.({ source: undefined, error, failures: 1 });
  }

  #endIfOver(): void {
    const [channel] = this.#channels;
    if (channel === undefined || !this.#channels.every(({ isOver }) => isOver)) return;
    this.#ending.abort(channelClosed(this.#path, channel, "nothing is left to relay on this path"));
  }
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function channelClosed(path: RelayPath, channel: RelayedChannel, what: string): IcsError<"IBC_CHANNEL_CLOSED"> {
  const side = channel.states.provider === "closed" ? "provider" : "consumer";
  const { chainId } = path[side].connection;
  const { portId, channelId } = channel.ends[side];
  return new IcsError(
    "IBC_CHANNEL_CLOSED",
    `Channel ${channelId} on port ${portId} of ${chainId} is closed: ${what}\nA closed channel is never opened again; a consumer whose CCV channel is closed keeps its last validator set, and the provider removes it.`,
    { chainId, portId, channelId },
  );
}
