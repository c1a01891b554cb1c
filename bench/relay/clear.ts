import type { Testnet } from "../../testnet/index.ts";
import { Reaper } from "../../testnet/runner/reaper.ts";
import { BlockRecorder } from "./block-recorder.ts";
import { type GasPerPacket, gasPerPacket } from "./figures.ts";
import { type HandshakeTrace, traceHandshake } from "./handshake-trace.ts";
import { packetTxs, tracePackets } from "./packet-trace.ts";
import type { Usage } from "./peer.ts";
import { type BenchContext, createPeer, type PeerSetting } from "./peers.ts";
import { peerPath, startSiblings } from "./siblings.ts";

/** How a queue was cleared. */
export interface ClearFigures {
  readonly packets: number;
  /** From the start of the relayer's process to the block that acknowledged the last packet. */
  readonly seconds: number;
  readonly perSecond: number;
  /** Transactions that received, and that acknowledged. */
  readonly transactions: { readonly receive: number; readonly acknowledge: number };
  readonly gasPerPacket: GasPerPacket;
  readonly usage: Usage;
}

const BLOCK_TIME_MS = 100;

/** Queues packets while no relayer runs, one in each block of the provider, then starts icskit and waits for the last. */
export async function measureClearing(context: BenchContext, packets: number): Promise<ClearFigures> {
  const { signal, say } = context;
  await using net = await startSiblings({
    blockTimeMs: BLOCK_TIME_MS,
    validators: 3,
    consumerValidators: 3,
    chainIds: ["icskit-1"],
    users: 1,
    context,
  });
  await using resources = new AsyncDisposableStack();
  const reaper = resources.adopt(new Reaper(), (held) => held.close());
  const provider = resources.use(await BlockRecorder.start(net.provider.chain.nodes.at(-1)?.rpcUrl ?? ""));
  const consumer = resources.use(await BlockRecorder.start(net.consumer().chain.nodes.at(-1)?.rpcUrl ?? ""));
  const setting = { net, path: await peerPath(net, net.consumer()), accountName: "user-0", reaper, context };
  const handshake = await openChannels(setting, provider, consumer);
  const channelId = handshake.ccvChannelIdOnProvider;
  say(`queueing ${packets} packets`);
  await queuePackets(net, provider, packets, signal, () => tracePackets(provider.blocks, [], channelId).length);
  const queued = tracePackets(provider.blocks, [], channelId).length;
  say(`clearing ${queued} packets`);
  const begun = new Date();
  await using peer = await createPeer("icskit", setting);
  await peer.start(signal, handshake);
  const acknowledged = (): Date[] =>
    tracePackets(provider.blocks, [], channelId).flatMap((trace) =>
      trace.acknowledged ? [trace.acknowledged.time] : [],
    );
  await provider.until(() => acknowledged().length >= queued, signal);
  const blocks = { provider: provider.blocks, consumer: consumer.blocks };
  const seconds = (Math.max(...acknowledged().map(Number)) - begun.getTime()) / 1000;
  return {
    packets: queued,
    seconds: Number(seconds.toFixed(2)),
    perSecond: Number((queued / seconds).toFixed(1)),
    transactions: {
      receive: packetTxs(blocks.consumer, "recv_packet", channelId).length,
      acknowledge: packetTxs(blocks.provider, "acknowledge_packet", channelId).length,
    },
    gasPerPacket: gasPerPacket(blocks, channelId),
    usage: await peer.usage(),
  };
}

/** Opens the channels, and ends the relayer as soon as they are. */
async function openChannels(
  setting: PeerSetting,
  provider: BlockRecorder,
  consumer: BlockRecorder,
): Promise<HandshakeTrace> {
  const { signal } = setting.context;
  await using peer = await createPeer("icskit", setting);
  await peer.start(signal);
  const trace = (): HandshakeTrace | undefined =>
    traceHandshake(provider.blocks, consumer.blocks, setting.path.provider.clientId);
  await provider.until(() => trace() !== undefined, signal);
  const opened = trace();
  if (opened === undefined) throw new TypeError("The channels were open a moment ago");
  return opened;
}

/** A change of power for each block: a second one in the same block would send no packet of its own. */
async function queuePackets(
  net: Testnet,
  provider: BlockRecorder,
  packets: number,
  signal: AbortSignal,
  sent: () => number,
): Promise<void> {
  const ending = new AbortController();
  const sending = AbortSignal.any([signal, ending.signal]);
  const delegations: Promise<unknown>[] = [];
  const work = (async () => {
    for await (const _block of net.provider.connection.blocks({ signal: sending })) {
      delegations.push(net.provider.delegate("validator-0", 1_000_000n, { signal, gas: 400_000 }));
    }
  })();
  work.catch(() => undefined); // Ends by the signal; anything else shows as packets that do not come.
  try {
    await provider.until(() => sent() >= packets, signal);
  } finally {
    ending.abort(new DOMException("Enough packets are queued", "AbortError"));
    await Promise.all(delegations);
    await work.catch(() => undefined);
  }
}
