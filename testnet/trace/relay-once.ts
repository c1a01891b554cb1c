import { pollUntil } from "../../src/index.ts";
import { holdPackets } from "../actions/packets.ts";
import { type PacketOnItsWay, packetsOnTheirWay } from "../actions/packets-on-their-way.ts";
import type { Testnet } from "../testnet.ts";
import type { TestnetConsumer } from "../testnet-consumer.ts";

/**
 * Carries what is on its way now, both ways and with the answers, and nothing that it leads to: what a trace's relayer
 * does in one step.
 */
export async function relayOnce(net: Testnet, consumer: TestnetConsumer): Promise<void> {
  const read = await packetsOnTheirWay(net, consumer);
  const before = new Set((await read()).map(keyOf));
  consumer.startRelaying({
    leaveOut: ({ kind, packet: { sourcePort: portId, sourceChannel: channelId, sequence } }, from) =>
      kind === "packet" && !before.has(keyOf({ from, portId, channelId, sequence })),
  });
  await pollUntil(
    async () => (await read()).map(keyOf).filter((key) => before.has(key)),
    (left) => left.length === 0,
    { what: `the packets of ${consumer.spec.name} to be delivered` },
  );
  await holdPackets(consumer);
}

function keyOf({ from, portId, channelId, sequence }: PacketOnItsWay): string {
  return `${from}/${portId}/${channelId}/${sequence}`;
}
