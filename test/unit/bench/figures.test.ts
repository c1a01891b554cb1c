import { gasPerPacket, relayerFigures } from "../../../bench/relay/figures.ts";
import { tracePackets } from "../../../bench/relay/packet-trace.ts";
import { at, block, packetEvent, tx } from "./recorded-blocks.ts";

const handshake = {
  begun: { height: 1n, time: at(1) },
  ccvOpen: { height: 5n, time: at(5.5) },
  transferOpen: { height: 7n, time: at(7.25) },
  connectionIdOnProvider: "connection-0",
  connectionIdOnConsumer: "connection-0",
  ccvChannelIdOnProvider: "channel-0",
};
const provider = [
  block(10, 10, { events: [packetEvent("send_packet", 1)] }),
  block(11, 11, { events: [packetEvent("send_packet", 2)] }),
  block(13, 13, { txs: [tx([packetEvent("acknowledge_packet", 1)], { gasUsed: 100_000n })] }),
  block(15, 15, { txs: [tx([packetEvent("acknowledge_packet", 2)], { gasUsed: 300_000n })] }),
];
const consumer = [
  block(4, 10.5),
  block(5, 11.5),
  block(6, 12.5, {
    txs: [tx([packetEvent("recv_packet", 1), packetEvent("recv_packet", 2)], { gasUsed: 250_001n })],
  }),
];
const blocks = { provider, consumer };

describe("relayerFigures", () => {
  it("takes times and blocks from sent to received and to acknowledged", () => {
    const figures = relayerFigures(handshake, tracePackets(provider, consumer, "channel-0"), blocks);
    expect(figures).toMatchObject({
      handshakeSeconds: { ccv: 4.5, both: 6.25 },
      packets: 2,
      received: { seconds: { p50: 1.5, p99: 2.5 }, blocks: { p50: 2, p99: 3 } },
      acknowledged: { seconds: { p50: 3, p99: 4 }, blocks: { p50: 3, p99: 4 } },
    });
  });

  it("takes the later channel, whichever it is, as the end of the handshake", () => {
    const swapped = { ...handshake, ccvOpen: handshake.transferOpen, transferOpen: handshake.ccvOpen };
    const traces = tracePackets(provider, consumer, "channel-0");
    expect(relayerFigures(swapped, traces, blocks).handshakeSeconds).toEqual({ ccv: 6.25, both: 6.25 });
  });

  it("refuses to leave out a packet that is still on its way", () => {
    const traces = tracePackets(provider.slice(0, 3), consumer, "channel-0");
    expect(() => relayerFigures(handshake, traces, blocks)).toThrow("Packet 2 was not acknowledged");
    expect(() => relayerFigures(handshake, tracePackets(provider, [], "channel-0"), blocks)).toThrow(
      "Packet 1 was not received",
    );
  });

  it("refuses no packets", () => {
    expect(() => relayerFigures(handshake, [], blocks)).toThrow(RangeError);
  });
});

describe("gasPerPacket", () => {
  it("shares a transaction's gas among its packets", () => {
    expect(gasPerPacket(blocks, "channel-0")).toEqual({ receive: 125_001, acknowledge: 200_000 });
  });

  it("is zero where nothing was relayed", () => {
    expect(gasPerPacket(blocks, "channel-9")).toEqual({ receive: 0, acknowledge: 0 });
  });
});
