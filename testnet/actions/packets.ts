import { type PacketItem, type PathSide, pollUntil, type WaitOptions } from "../../src/index.ts";
import { DuplicateSender, type Duplicates } from "../faults/duplicate-sender.ts";
import type { Testnet } from "../testnet.ts";
import type { TestnetConsumer } from "../testnet-consumer.ts";
import { packetsOnTheirWay } from "./packets-on-their-way.ts";

/** Leaves packets of a consumer's channels where they are, until `releasePackets`. @throws what ended the relaying before */
export function holdPackets(consumer: TestnetConsumer): Promise<void> {
  return consumer.stopRelaying();
}

/** Goes on relaying as it should be, beginning with what was held or dropped. */
export function releasePackets(consumer: TestnetConsumer): void {
  consumer.startRelaying();
}

/** Which packets are dropped; by default all. */
export interface DroppedPackets {
  /** The chain that sent them. */
  readonly from?: PathSide;
  /** The port that they were sent from: `provider`, `consumer` or `transfer`. */
  readonly portId?: string;
  readonly sequences?: readonly bigint[];
  /** What is lost: they themselves, or what was answered to them. Default `packet`. */
  readonly lost?: PacketItem["kind"];
}

/**
 * Relays on, but loses some packets, until `releasePackets`: what comes behind them on an ordered channel waits with them,
 * and where they are lost for too long they time out.
 */
export function dropPackets(consumer: TestnetConsumer, dropped: DroppedPackets = {}): void {
  consumer.startRelaying({ leaveOut: (item, source) => isDropped(dropped, item, source) });
}

function isDropped(
  { from, portId, sequences, lost = "packet" }: DroppedPackets,
  { kind, packet }: PacketItem,
  source: PathSide,
): boolean {
  // An answer comes from where its packet went to.
  const isFrom = from === undefined || (from === source) === (kind === "packet");
  const isOfPort = portId === undefined || packet.sourcePort === portId;
  return kind === lost && isFrom && isOfPort && (sequences?.includes(packet.sequence) ?? true);
}

/**
 * Relays on, but hands everything in a second time, at once and by another account, until `releasePackets`. Give it an
 * account that does nothing else meanwhile. Resolves with what becomes of the second ones.
 */
export async function duplicatePackets(
  net: Testnet,
  consumer: TestnetConsumer,
  { account = "owner" }: { readonly account?: string } = {},
): Promise<Duplicates> {
  const [{ sender: onProvider }, onConsumer] = await Promise.all([
    net.provider.client(account),
    consumer.sender(account),
  ]);
  const senders = { provider: new DuplicateSender(onProvider), consumer: new DuplicateSender(onConsumer) };
  consumer.startRelaying({
    divert: ({ provider, consumer: end, ...path }) => ({
      ...path,
      provider: { ...provider, sender: senders.provider.beside(provider.sender) },
      consumer: { ...end, sender: senders.consumer.beside(end.sender) },
    }),
  });
  return senders;
}

/**
 * Waits until nothing is on its way between the provider and a consumer: every packet of the CCV and the transfer
 * channel, both ways, is acknowledged or timed out. `timeoutMs` is 30,000 by default.
 * @throws POLL_TIMEOUT with the packets that are still on their way
 */
export async function untilDelivered(
  net: Testnet,
  consumer: TestnetConsumer,
  options: WaitOptions = {},
): Promise<void> {
  const read = await packetsOnTheirWay(net, consumer);
  const chainIds = { provider: net.provider.connection.chainId, consumer: consumer.connection.chainId };
  const onTheirWay = async (): Promise<readonly string[]> =>
    (await read()).map(({ from, portId, sequence }) => `${chainIds[from]} ${portId} ${sequence}`);
  const what = `every packet of ${consumer.spec.name} to be delivered`;
  await pollUntil(onTheirWay, (packets) => packets.length === 0, { ...options, what });
}
