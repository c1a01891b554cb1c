import { eventAttribute } from "../../src/index.ts";
import { FaultProxy } from "../../test/support/fault-proxy.ts";
import type { Testnet } from "../../testnet/index.ts";
import { BlockRecorder } from "./block-recorder.ts";
import { IcskitPeer } from "./icskit-peer.ts";
import { eventsOf } from "./packet-trace.ts";
import type { PeerPath, Usage } from "./peer.ts";
import type { BenchContext } from "./peers.ts";
import { peerAccount, peerPath, startSiblings } from "./siblings.ts";

/** What one process used that served this many consumers. */
export interface ScaleFigures {
  readonly consumers: number;
  readonly rssMiB: number;
  /** Of one core, in percent: with a change of power for all consumers every ten blocks of the provider. */
  readonly cpuPercent: number;
  readonly providerCallsPerBlock: number;
}

const PROVIDER_BLOCK_MS = 1_000;
const CONSUMER_BLOCK_MS = 5_000;
/** Provider blocks over which each figure is taken. */
const BLOCKS = 40;
const BLOCKS_PER_CHANGE = 10;

/**
 * One process that serves 1, 10 and 50 real consumers of one validator each. The consumers all run the whole time, with
 * blocks of five seconds, which is what two cores can do beside them.
 */
export async function measureScale(context: BenchContext, sizes: readonly number[]): Promise<ScaleFigures[]> {
  const { signal, say } = context;
  const most = Math.max(...sizes);
  say(`starting ${most} consumers`);
  await using net = await startSiblings({
    blockTimeMs: PROVIDER_BLOCK_MS,
    consumerBlockTimeMs: CONSUMER_BLOCK_MS,
    validators: 1,
    consumerValidators: 1,
    chainIds: Array.from({ length: most }, (_, index) => `consumer${index}-1`),
    users: 1,
    context,
  });
  await using resources = new AsyncDisposableStack();
  const provider = resources.use(await BlockRecorder.start(net.provider.chain.rpcUrl));
  const proxy = resources.use(await FaultProxy.start(net.provider.chain.rpcUrl));
  const paths = await Promise.all(net.consumers.map((consumer) => peerPath(net, consumer, { provider: proxy.url })));
  say("opening all channels");
  await openAll(net, paths, provider, signal);
  const figures: ScaleFigures[] = [];
  for (const size of sizes) {
    say(`serving ${size} consumers`);
    figures.push(await serve(net, paths.slice(0, size), provider, proxy, signal));
  }
  return figures;
}

async function startPeer(net: Testnet, paths: readonly PeerPath[]): Promise<IcskitPeer> {
  const peer = await IcskitPeer.create({
    paths,
    account: peerAccount(net, "user-0"),
    logPath: `${net.folder}/icskit.log`,
  });
  await peer.start();
  return peer;
}

async function openAll(
  net: Testnet,
  paths: readonly PeerPath[],
  provider: BlockRecorder,
  signal: AbortSignal,
): Promise<void> {
  await using _peer = await startPeer(net, paths);
  const opened = (): number =>
    countEvents(provider, 0, "channel_open_confirm", (event) => eventAttribute(event, "port_id") === "transfer");
  await provider.until(() => opened() >= paths.length, signal);
}

async function serve(
  net: Testnet,
  paths: readonly PeerPath[],
  provider: BlockRecorder,
  proxy: FaultProxy,
  signal: AbortSignal,
): Promise<ScaleFigures> {
  await using peer = await startPeer(net, paths);
  await changePower(net, paths.length, provider, signal);
  const before = {
    usage: await peer.usage(),
    calls: proxy.asked.length,
    blocks: provider.blocks.length,
    at: Date.now(),
  };
  for (let block = 0; block < BLOCKS; block += BLOCKS_PER_CHANGE) {
    const { height } = await net.provider.delegate("validator-0", 1_000_000n, { signal });
    await net.provider.connection.waitForHeight(height + BigInt(BLOCKS_PER_CHANGE - 1), { signal });
  }
  const usage: Usage = await peer.usage();
  const blocks = provider.blocks.length - before.blocks;
  const seconds = (Date.now() - before.at) / 1000;
  return {
    consumers: paths.length,
    rssMiB: usage.rssMiB,
    cpuPercent: Number(((100 * (usage.cpuSeconds - before.usage.cpuSeconds)) / seconds).toFixed(1)),
    providerCallsPerBlock: Number(((proxy.asked.length - before.calls) / blocks).toFixed(2)),
  };
}

/** Resolves when as many packets as there are consumers were acknowledged: all of them are being relayed for. */
async function changePower(
  net: Testnet,
  consumers: number,
  provider: BlockRecorder,
  signal: AbortSignal,
): Promise<void> {
  const from = provider.blocks.length;
  await net.provider.delegate("validator-0", 1_000_000n, { signal });
  const acknowledged = (): number =>
    countEvents(
      provider,
      from,
      "acknowledge_packet",
      (event) => eventAttribute(event, "packet_src_port") === "provider",
    );
  await provider.until(() => acknowledged() >= consumers, signal);
}

function countEvents(
  { blocks }: BlockRecorder,
  from: number,
  type: string,
  isWanted: (event: Parameters<typeof eventAttribute>[0]) => boolean,
): number {
  return blocks
    .slice(from)
    .flatMap(eventsOf)
    .filter((event) => event.type === type && isWanted(event)).length;
}
