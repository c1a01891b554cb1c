import type { PacketItem, PathSide, RelayPath, TxSender } from "../../../../src/index.ts";
import { dropPackets, duplicatePackets, releasePackets } from "../../../../testnet/actions/packets.ts";
import type { RelayingFaults } from "../../../../testnet/consumer-relaying.ts";
import type { Testnet } from "../../../../testnet/testnet.ts";
import type { TestnetConsumer } from "../../../../testnet/testnet-consumer.ts";

/** A consumer that keeps how its relaying was started. */
function relayed() {
  const started: (RelayingFaults | undefined)[] = [];
  const sender = async (account: string) => ({ address: `${account} on the consumer` });
  const startRelaying = (faults?: RelayingFaults) => void started.push(faults);
  return { started, consumer: { startRelaying, sender } as unknown as TestnetConsumer };
}

const item = (kind: PacketItem["kind"], sourcePort: string, sequence: number): PacketItem =>
  ({ kind, height: 1n, packet: { sourcePort, sequence: BigInt(sequence) } }) as PacketItem;

/** Which of a few packets and answers are lost, as `from kind port sequence`. */
function lost(dropped: Parameters<typeof dropPackets>[1]): string[] {
  const { started, consumer } = relayed();
  dropPackets(consumer, dropped);
  const all: (readonly [PathSide, PacketItem])[] = [
    ["provider", item("packet", "provider", 1)],
    ["provider", item("packet", "provider", 2)],
    ["consumer", item("packet", "consumer", 1)],
    ["consumer", item("packet", "transfer", 1)],
    ["consumer", item("acknowledgement", "provider", 1)],
    ["provider", item("acknowledgement", "consumer", 1)],
  ];
  return all
    .filter(([source, each]) => started[0]?.leaveOut?.(each, source))
    .map(([source, { kind, packet }]) => `${source} ${kind} ${packet.sourcePort} ${packet.sequence}`);
}

test("drops all packets, or those of a chain, a port, or with these sequences", () => {
  const all = ["provider packet provider 1", "provider packet provider 2", "consumer packet consumer 1"];
  expect(lost({})).toEqual([...all, "consumer packet transfer 1"]);
  expect(lost({ from: "consumer" })).toEqual(["consumer packet consumer 1", "consumer packet transfer 1"]);
  expect(lost({ portId: "transfer" })).toEqual(["consumer packet transfer 1"]);
  expect(lost({ from: "provider", sequences: [2n] })).toEqual(["provider packet provider 2"]);
});

test("drops what was answered to a chain's packets, which comes from the other one", () => {
  expect(lost({ from: "provider", lost: "acknowledgement" })).toEqual(["consumer acknowledgement provider 1"]);
  expect(lost({ lost: "acknowledgement" })).toHaveLength(2);
});

test("relays as it should once released", () => {
  const { started, consumer } = relayed();
  dropPackets(consumer);
  releasePackets(consumer);
  expect(started).toEqual([expect.anything(), undefined]);
});

test("has both ends' transactions handed in by the other account too", async () => {
  const { started, consumer } = relayed();
  const net = { provider: { client: async (name: string) => ({ sender: { address: `${name} on the provider` } }) } };
  const duplicates = await duplicatePackets(net as unknown as Testnet, consumer, { account: "user-0" });
  const sender = { address: "relayer", send: async () => ({ hash: "AB" }) } as unknown as TxSender;
  const end = { sender, connection: {}, client: {} };
  const path = started[0]?.divert?.({ provider: end, consumer: end, consumerId: "0" } as unknown as RelayPath);
  expect(path).toMatchObject({ consumerId: "0", provider: { sender: { address: "relayer" } } });
  await expect(path?.consumer.sender.send([])).resolves.toEqual({ hash: "AB" });
  // The second account here cannot send anything.
  await expect(duplicates.consumer.settled()).rejects.toBeInstanceOf(AggregateError);
  await expect(duplicates.provider.settled()).resolves.toEqual([]);
});
