import type { Block } from "../../chain/block.ts";
import type { ChainConnection } from "../../chain/chain-connection.ts";
import { shownUrl } from "../../chain/shown-url.ts";
import { IcsError, isIcsError } from "../../errors.ts";
import { type Logger, silentLogger } from "../../logger.ts";
import { LEFT_OUT_BEHIND, retryDistance } from "../block-distance.ts";
import type { ChannelPair } from "../handshake/handshake.ts";
import { otherSide, type PathSide, pathSides } from "../path-side.ts";
import type { RelayPath } from "../relay-path.ts";
import { News } from "./news.ts";
import { PacketFlow } from "./packet-flow.ts";
import { failureKind, toldAfter, troubleKey } from "./relay-failure.ts";
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
  /** The block of each chain that is to be read next; 0 before the first. */
  readonly #next: Record<PathSide, bigint> = { provider: 0n, consumer: 0n };
  /** Blocks below were not read: the state must tell what they led to. */
  readonly #readFrom: Record<PathSide, bigint> = { provider: 1n, consumer: 1n };
  /** Channels of which the latest reading of the state failed, or told of something amiss. */
  readonly #unclear = new Set<RelayedChannel>();
  #beat = 0;

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
      ...pathSides.map((side) => this.#watchReading(side)),
      ...pathSides.map((side) => this.#flow(side).run()),
      ...this.#channels.map((channel) => this.#survey(channel)),
    ];
    const ended = tasks.map((task) => task.catch((error: unknown) => this.#ending.abort(error)));
    await Promise.all(ended);
    if (!this.#options.signal.aborted) throw this.#ending.signal.reason;
  }

  async #read(side: PathSide): Promise<never> {
    const { connection } = this.#path[side];
    const waiting = { signal: this.#signal };
    this.#next[side] = this.#options.from?.[side] ?? (await connection.waitForHeight(1n, waiting));
    for (;;) {
      let lowest = 0n;
      try {
        for await (const block of connection.blocks({ from: this.#next[side], signal: this.#signal })) {
          this.#next[side] = block.height + 1n;
          this.#take(side, block);
          if (connection.knownHeight - block.height > TOO_FAR_BEHIND) break;
        }
      } catch (error) {
        this.#signal.throwIfAborted();
        if (!isIcsError(error)) throw error;
        this.#logger.warn("cannot read a block, its chain will be read on", { side, error: error.message });
        if (isIcsError(error, "RPC_HEIGHT_PRUNED")) lowest = error.context.lowestHeight;
        else if (connection.knownHeight - this.#next[side] > LEFT_OUT_BEHIND) this.#tell(undefined, error, 1);
        else {
          await connection.waitForHeight(connection.knownHeight + 1n, waiting);
          continue;
        }
      }
      this.#leaveOut(side, larger(connection.knownHeight, lowest));
    }
  }

  /** Goes on with a later block. Trouble is over once every channel's state has told what the blocks before it led to. */
  #leaveOut(side: PathSide, next: bigint): void {
    this.#logger.warn("blocks are left out, the state tells what they led to", { side, from: next });
    this.#next[side] = next;
    this.#readFrom[side] = next;
    for (const channel of this.#channels) {
      this.#unclear.add(channel);
      channel.mustBeRead(this.#beat);
    }
  }

  /** A node that tells new heights, and not the block that is to be read next, stalls what its chain has sent. */
  async #watchReading(side: PathSide): Promise<never> {
    const { connection } = this.#path[side];
    for (let next = 0n, heard = 0; ; heard += 1) {
      await connection.waitForHeight(connection.knownHeight + 1n, { signal: this.#signal });
      if (this.#next[side] !== next) {
        if (heard > LEFT_OUT_BEHIND && this.#unclear.size === 0) this.#overcome(undefined);
        [next, heard] = [this.#next[side], 0];
      }
      if (heard <= LEFT_OUT_BEHIND) continue;
      const error = blockMissing(connection, next);
      const isNews = this.#tell(undefined, error, heard);
      if (isNews) this.#logger.warn("a chain's blocks are heard of and not read", { side, error: error.message });
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
        this.#overcome(source);
        this.#overcomeIdle();
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

  /** Reads a channel's state whenever it is wanted; a channel that is slow to read holds up no other. */
  async #survey(channel: RelayedChannel): Promise<never> {
    for (let failures = 0; ; ) {
      this.#signal.throwIfAborted();
      const news = this.#news.next();
      if (!channel.isDue(this.#beat)) {
        this.#endIfOver();
        await news;
        continue;
      }
      const done = channel.beginReading();
      try {
        await this.#surveyOnce(channel, done);
        failures = 0;
      } catch (error) {
        this.#signal.throwIfAborted();
        if (!isIcsError(error)) throw error;
        failures += 1;
        done(this.#beat + retryDistance(failures));
        this.#unclear.add(channel);
        this.#trouble(undefined, error, failures);
        if (failureKind(error) !== "silence") this.#giveUp(error, failures);
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

  async #surveyOnce(channel: RelayedChannel, done: () => void): Promise<void> {
    const { lost, missing } = await surveyChannel(this.#path, channel, await this.#surveyHeights(), this.#signal);
    done();
    const isLossNew = lost > 0 && this.#lost(channel, lost);
    for (const error of missing) this.#trouble(undefined, error, 1);
    // What was found is carried meanwhile; another node may tell the rest.
    if (missing.length > 0) channel.mustBeRead(this.#beat + retryDistance(Number.POSITIVE_INFINITY), false);
    if (missing.length > 0 || isLossNew) this.#unclear.add(channel);
    else this.#clear(channel);
  }

  #clear(channel: RelayedChannel): void {
    this.#unclear.delete(channel);
    if (this.#unclear.size === 0) this.#overcome(undefined);
    this.#overcomeIdle();
  }

  /** Where nothing waits there is no trouble: somebody else may have carried it, or it was too late. */
  #overcomeIdle(): void {
    if (this.#unclear.size > 0) return;
    const isIdle = (side: PathSide): boolean =>
      this.#channels.every(({ isHeld, queues }) => !isHeld && queues[side].size === 0);
    for (const side of pathSides) if (isIdle(side)) this.#overcome(side);
  }

  #overcome(source: PathSide | undefined): void {
    if (this.#told.delete(source)) this.#options.onOvercome?.(source);
  }

  /** Every kind of trouble of a direction is told once, until it is overcome; silence when it lasts. */
  #trouble(source: PathSide | undefined, error: IcsError, failures: number): void {
    const fields = { source, code: error.code, error: error.message, failures };
    this.#logger.warn("relaying failed, will be tried again", fields);
    if (failures >= toldAfter(failureKind(error))) this.#tell(source, error, failures);
  }

  /** True where it was not told yet. */
  #tell(source: PathSide | undefined, error: IcsError, failures: number): boolean {
    const told = this.#told.get(source) ?? new Set();
    if (told.has(troubleKey(error))) return false;
    this.#told.set(source, told.add(troubleKey(error)));
    this.#options.onTrouble?.({ source, error, failures });
    return true;
  }

  #giveUp(error: IcsError, failures: number): void {
    if (failures >= (this.#options.giveUpAfter ?? Number.POSITIVE_INFINITY)) this.#ending.abort(error);
  }

  /** True where it was not known before. */
  #lost(channel: RelayedChannel, count: number): boolean {
    if (channel.isLossTold) return false;
    channel.isLossTold = true;
    const error = channelClosed(this.#path, channel, `${count} packets or acknowledgements cannot be carried any more`);
    this.#logger.error("a channel was closed with packets on their way", { error: error.message });
    this.#tell(undefined, error, 1);
    return true;
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

function blockMissing({ chainId, url }: ChainConnection, height: bigint): IcsError<"RPC_UNREACHABLE"> {
  return new IcsError(
    "RPC_UNREACHABLE",
    `The RPC at ${shownUrl(url)} tells the new heights of ${chainId}, and not block ${height}\nUse a node that tells blocks and their results whatever their size; what this block has sent is carried later, from the chain's state.`,
    { url: shownUrl(url) },
    { retryable: true },
  );
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
