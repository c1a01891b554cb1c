import type { Relayed } from "../../../../src/relayer/packets/relay-loop.ts";
import { LatencyMeter } from "../../../../src/relayer/service/latency-meter.ts";
import { ManualChain } from "../manual-chain.ts";

const signal = new AbortController().signal;
const packet = (sequence: bigint) => ({ sequence, sourcePort: "provider", sourceChannel: "channel-0" });

function relayed(
  kind: "packet" | "acknowledgement" | "timeout",
  sequence: bigint,
  sent: bigint,
  tx: [bigint, number],
): Relayed {
  const [height, seconds] = tx;
  return {
    tx: { height, time: new Date(seconds * 1000) },
    items: [{ kind, height: sent, packet: packet(sequence) }],
  } as unknown as Relayed;
}

/** Provider blocks each second at its height's second; consumer blocks twice as often. */
function chains() {
  const [provider, consumer] = [new ManualChain("provider-1"), new ManualChain("consumer-1")];
  for (let height = 1n; height <= 400n; height += 1n) {
    provider.setTime(height, new Date(Number(height) * 1000));
    consumer.setTime(height, new Date(Number(height) * 500));
  }
  [provider.height, consumer.height] = [100n, 200n];
  return { provider: provider.relayerChain.connection, consumer: consumer.relayerChain.connection, chain: provider };
}

it("counts seconds and blocks of the receiver from the sending to the receiving", async () => {
  const { provider, consumer } = chains();
  const carried = relayed("packet", 1n, 95n, [193n, 96.5]);
  expect(await new LatencyMeter().measure(carried, provider, consumer, signal)).toEqual([
    { stage: "received", portId: "provider", channelId: "channel-0", sequence: 1n, seconds: 1.5, blocks: 3 },
  ]);
});

it("counts from the sending to the acknowledgement in blocks of the sender", async () => {
  const { provider, consumer } = chains();
  const meter = new LatencyMeter();
  await meter.measure(relayed("packet", 1n, 95n, [193n, 96.5]), provider, consumer, signal);
  const acknowledged = relayed("acknowledgement", 1n, 193n, [98n, 98]);
  expect(await meter.measure(acknowledged, consumer, provider, signal)).toEqual([
    { stage: "acknowledged", portId: "provider", channelId: "channel-0", sequence: 1n, seconds: 3, blocks: 3 },
  ]);
  expect(await meter.measure(acknowledged, consumer, provider, signal)).toEqual([]);
});

it("leaves out an old backlog, timeouts, and acknowledgements of what it did not see sent", async () => {
  const { provider, consumer } = chains();
  const meter = new LatencyMeter();
  expect(await meter.measure(relayed("packet", 1n, 10n, [193n, 96.5]), provider, consumer, signal)).toEqual([]);
  expect(await meter.measure(relayed("timeout", 1n, 95n, [193n, 96.5]), provider, consumer, signal)).toEqual([]);
  expect(await meter.measure(relayed("acknowledgement", 9n, 95n, [98n, 98]), consumer, provider, signal)).toEqual([]);
});

it("does not remember what is never acknowledged for ever", async () => {
  const { provider, consumer } = chains();
  const meter = new LatencyMeter();
  for (let sequence = 1n; sequence <= 10_001n; sequence += 1n) {
    await meter.measure(relayed("packet", sequence, 95n, [193n, 96.5]), provider, consumer, signal);
  }
  const of = (sequence: bigint) =>
    meter.measure(relayed("acknowledgement", sequence, 193n, [98n, 98]), consumer, provider, signal);
  expect(await of(1n)).toEqual([]);
  expect(await of(2n)).toHaveLength(1);
});
