import type { Testnet } from "../../testnet/index.ts";
import { Reaper } from "../../testnet/runner/reaper.ts";
import { BlockRecorder } from "./block-recorder.ts";
import { CallCounter, type CallsPerBlock } from "./call-counter.ts";
import { type RelayerFigures, relayerFigures } from "./figures.ts";
import { type HandshakeTrace, traceHandshake } from "./handshake-trace.ts";
import { type PacketTrace, tracePackets } from "./packet-trace.ts";
import type { Peer, PeerPath, Usage } from "./peer.ts";
import { type BenchContext, createPeer, type PeerName } from "./peers.ts";
import { peerPath, startSiblings } from "./siblings.ts";

/** What is measured in one testnet. */
export interface SideBySideOptions {
  readonly context: BenchContext;
  /** Each relays for a consumer of its own. */
  readonly peers: readonly PeerName[];
  readonly blockTimeMs: number;
  readonly packets: number;
  /** Blocks of the provider from one packet to the next: enough that most have been acknowledged. Default 3. */
  readonly blocksPerPacket?: number;
  /** Put proxies between relayers and nodes and count their calls. */
  readonly countCalls: boolean;
}

/** The figures of one relayer beside its siblings. */
export interface SiblingFigures extends RelayerFigures {
  readonly rpcCallsPerBlock?: CallsPerBlock;
  readonly usage: Usage;
}

const IDLE_BLOCKS = 20;
/** A handshake that takes longer has failed. */
const HANDSHAKE_MS = 120_000;

/**
 * Opens the channels of one sibling after the other, since rly takes the open channel of another consumer for its own.
 * Then changes the provider's power so that each change sends the
 * same packet to all of them in the same block.
 */
export async function measureSideBySide(options: SideBySideOptions): Promise<Record<string, SiblingFigures>> {
  const { context, peers, blockTimeMs } = options;
  await using net = await startSiblings({
    blockTimeMs,
    validators: 3,
    consumerValidators: 3,
    chainIds: peers.map((name) => `${name}-1`),
    users: peers.length,
    apiServers: peers.includes("hermes"),
    context,
  });
  await using resources = new AsyncDisposableStack();
  const reaper = resources.adopt(new Reaper(), (held) => held.close());
  const provider = resources.use(await BlockRecorder.start(net.provider.chain.nodes.at(-1)?.rpcUrl ?? ""));
  const siblings: Sibling[] = [];
  for (const [index, name] of peers.entries()) {
    siblings.push(resources.use(await Sibling.create({ net, name, index, provider, reaper, options })));
  }
  for (const sibling of siblings) {
    await sibling.openChannels();
    context.say(sibling.describeHandshake());
  }
  await changePower(net, siblings, options);
  const figures = await Promise.all(siblings.map(async (sibling) => [sibling.name, await sibling.figures()] as const));
  return Object.fromEntries(figures);
}

/** The first change, uncounted, shows that everybody is awake. */
async function changePower(
  net: Testnet,
  siblings: readonly Sibling[],
  { context: { say, signal }, packets, blocksPerPacket = 3 }: SideBySideOptions,
): Promise<void> {
  await net.provider.delegate("validator-0", 1_000_000n, { signal });
  await Promise.all(siblings.map((sibling) => sibling.allAcknowledged(1)));
  await Promise.all(siblings.map((sibling) => sibling.countIdle()));
  for (let packet = 1; packet <= packets; packet += 1) {
    const { height } = await net.provider.delegate("validator-0", 1_000_000n, { signal });
    if (packet % 25 === 0) say(`${packet} of ${packets} packets`);
    await net.provider.connection.waitForHeight(height + BigInt(blocksPerPacket - 1), { signal });
  }
  await Promise.all(siblings.map((sibling) => sibling.allAcknowledged(packets + 1)));
}

interface SiblingSetting {
  readonly net: Testnet;
  readonly name: PeerName;
  readonly index: number;
  readonly provider: BlockRecorder;
  readonly reaper: Reaper;
  readonly options: SideBySideOptions;
}

/** One relayer with its consumer, and what is recorded of it. */
class Sibling implements AsyncDisposable {
  readonly name: PeerName;
  readonly #path: PeerPath;
  readonly #peer: Peer;
  readonly #provider: BlockRecorder;
  readonly #consumer: BlockRecorder;
  readonly #calls: CallCounter | undefined;
  readonly #held: AsyncDisposableStack;
  readonly #signal: AbortSignal;
  #handshake: HandshakeTrace | undefined;

  private constructor(parts: {
    name: PeerName;
    path: PeerPath;
    peer: Peer;
    provider: BlockRecorder;
    consumer: BlockRecorder;
    calls: CallCounter | undefined;
    held: AsyncDisposableStack;
    signal: AbortSignal;
  }) {
    this.name = parts.name;
    this.#path = parts.path;
    this.#peer = parts.peer;
    this.#provider = parts.provider;
    this.#consumer = parts.consumer;
    this.#calls = parts.calls;
    this.#held = parts.held;
    this.#signal = parts.signal;
  }

  static async create({ net, name, index, provider, reaper, options }: SiblingSetting): Promise<Sibling> {
    const { context, countCalls } = options;
    const chain = net.consumer(index).chain;
    await using held = new AsyncDisposableStack();
    const consumer = held.use(await BlockRecorder.start(chain.nodes.at(-1)?.rpcUrl ?? ""));
    const ends = [
      { url: net.provider.chain.rpcUrl, blocks: provider },
      { url: chain.rpcUrl, blocks: consumer },
    ] as const;
    const calls = countCalls ? held.adopt(await CallCounter.start(...ends), (counter) => counter.close()) : undefined;
    const path = await peerPath(net, net.consumer(index), calls?.urls);
    const peer = held.use(await createPeer(name, { net, path, accountName: `user-${index}`, reaper, context }));
    const { signal } = context;
    return new Sibling({ name, path, peer, provider, consumer, calls, held: held.move(), signal });
  }

  /** Resolves when every end of both channels is open. */
  async openChannels(): Promise<void> {
    const { clientId } = this.#path.provider;
    const trace = (): HandshakeTrace | undefined =>
      traceHandshake(this.#provider.blocks, this.#consumer.blocks, clientId);
    await this.#peer.start(this.#signal);
    const deadline = AbortSignal.any([this.#signal, AbortSignal.timeout(HANDSHAKE_MS)]);
    await this.#provider.until(() => trace() !== undefined, deadline);
    this.#handshake = trace();
  }

  describeHandshake(): string {
    const { begun, transferOpen } = this.#opened;
    return `${this.name} opened both channels in ${((transferOpen.time.getTime() - begun.time.getTime()) / 1000).toFixed(1)} s`;
  }

  /** Resolves when this many packets were sent and acknowledged. */
  allAcknowledged(packets: number): Promise<void> {
    return this.#provider.until(() => {
      const traces = this.#traces();
      return traces.length >= packets && traces.every(({ acknowledged }) => acknowledged !== undefined);
    }, this.#signal);
  }

  /** Counts the calls of some blocks in which nothing is to do; those after them count as relaying. */
  async countIdle(): Promise<void> {
    this.#calls?.mark();
    await this.#provider.untilMore(IDLE_BLOCKS, this.#signal);
    this.#calls?.mark();
  }

  async figures(): Promise<SiblingFigures> {
    const blocks = { provider: this.#provider.blocks, consumer: this.#consumer.blocks };
    const calls = this.#calls?.perBlock();
    const [, ...counted] = this.#traces();
    return {
      ...relayerFigures(this.#opened, counted, blocks),
      ...(calls && { rpcCallsPerBlock: calls }),
      usage: await this.#peer.usage(),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#held.disposeAsync();
  }

  get #opened(): HandshakeTrace {
    if (this.#handshake === undefined) throw new TypeError(`${this.name} has not opened its channels yet`);
    return this.#handshake;
  }

  #traces(): PacketTrace[] {
    return tracePackets(this.#provider.blocks, this.#consumer.blocks, this.#opened.ccvChannelIdOnProvider);
  }
}
