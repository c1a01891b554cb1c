import { blocksBetween, elapsedMs, packetTxs, tracePackets } from "../../../bench/relay/packet-trace.ts";
import { at, block, packetEvent, tx } from "./recorded-blocks.ts";

const provider = [
  block(10, 10, { events: [packetEvent("send_packet", 1), packetEvent("send_packet", 1, "channel-7")] }),
  block(11, 11, { events: [packetEvent("send_packet", 2)] }),
  block(13, 13, { txs: [tx([packetEvent("acknowledge_packet", 1)])] }),
];
const consumer = [
  block(4, 10.5),
  block(5, 11.5, { txs: [tx([packetEvent("recv_packet", 1)])] }),
  block(6, 12.5, { txs: [tx([packetEvent("recv_packet", 2)], { code: 11 })] }),
];

describe("tracePackets", () => {
  it("follows each packet of the channel through both chains", () => {
    const [first, second, ...more] = tracePackets(provider, consumer, "channel-0");
    expect(first).toMatchObject({
      sequence: 1n,
      sent: { height: 10n, time: at(10) },
      received: { height: 5n, time: at(11.5) },
      acknowledged: { height: 13n, time: at(13) },
    });
    expect(second).toMatchObject({ sequence: 2n, sent: { height: 11n } });
    expect(more).toEqual([]);
  });

  it("counts nothing that a failed transaction did", () => {
    expect(tracePackets(provider, consumer, "channel-0")[1]?.received).toBeUndefined();
  });

  it("leaves out what another chain sent on a channel of the same name", () => {
    const foreign = [block(1, 1, { events: [packetEvent("send_packet", 1, "channel-0", "transfer")] })];
    expect(tracePackets(foreign, [], "channel-0")).toEqual([]);
  });
});

describe("blocksBetween", () => {
  it("counts the blocks after the first moment, the last one included", () => {
    const from = { height: 10n, time: at(10) };
    expect(blocksBetween(consumer, from, { height: 5n, time: at(11.5) })).toBe(2);
    expect(blocksBetween(consumer, { height: 4n, time: at(10.5) }, { height: 5n, time: at(11.5) })).toBe(1);
  });

  it("measures the time between block times", () => {
    expect(elapsedMs({ height: 10n, time: at(10) }, { height: 5n, time: at(11.5) })).toBe(1_500);
  });
});

describe("packetTxs", () => {
  it("gives each successful transaction once, with its number of packets", () => {
    const both = tx([packetEvent("recv_packet", 3), packetEvent("recv_packet", 4)], { gasUsed: 500n });
    const found = packetTxs([block(7, 7, { txs: [both, tx([])] })], "recv_packet", "channel-0");
    expect(found).toEqual([{ tx: both, height: 7n, packets: 2 }]);
    expect(packetTxs(consumer, "recv_packet", "channel-0")).toHaveLength(1);
  });
});
