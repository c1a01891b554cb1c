import { relayReport } from "../../../bench/relay/report.ts";
import type { SiblingFigures } from "../../../bench/relay/side-by-side.ts";

function figures(scale: number): SiblingFigures {
  const packets = (seconds: number) => ({ seconds: { p50: seconds * scale, p99: 9 }, blocks: { p50: 2, p99: 3 } });
  return {
    handshakeSeconds: { ccv: 7 * scale, both: 10 * scale },
    packets: 100,
    received: packets(1.5),
    acknowledged: packets(3),
    gasPerPacket: { receive: 150_000, acknowledge: 140_000 },
    rpcCallsPerBlock: { provider: { idle: 2, relaying: 3 }, consumer: { idle: 1, relaying: 4 } },
    usage: { cpuSeconds: 1, rssMiB: 100 },
  };
}

describe("relayReport", () => {
  it("divides icskit's figures by rly's, of the same testnet", () => {
    const at1000 = { icskit: figures(1), rly: figures(2) };
    expect(relayReport({ at1000 })).toEqual({
      handshakeRatioToRly: 0.5,
      receivedRatioToRly: 0.5,
      acknowledgedRatioToRly: 0.5,
      receivedBlocks: { p50: 2, p99: 3 },
      acknowledgedBlocks: { p50: 2, p99: 3 },
      gasPerPacket: { receive: 150_000, acknowledge: 140_000 },
      rpcCallsPerBlock: at1000.icskit.rpcCallsPerBlock,
      details: { at1000 },
    });
  });

  it("divides icskit's CCV channel and packets by Hermes's, where it was measured beside it", () => {
    const at250 = { icskit: figures(1), hermes: figures(8) };
    expect(relayReport({ at250 })).toEqual({
      handshakeRatioToHermes: 0.125,
      receivedRatioToHermes: 0.125,
      details: { at250 },
    });
    expect(relayReport({ at250: { icskit: figures(1) } })).toEqual({ details: { at250: { icskit: figures(1) } } });
  });

  it("takes gas per packet from the cleared queue where both were measured", () => {
    const cleared = {
      packets: 1_000,
      seconds: 10,
      perSecond: 100,
      transactions: { receive: 20, acknowledge: 20 },
      gasPerPacket: { receive: 90_000, acknowledge: 60_000 },
      usage: { cpuSeconds: 1, rssMiB: 100 },
    };
    const report = relayReport({ at1000: { icskit: figures(1) }, cleared });
    expect(report).toMatchObject({ clearedPerSecond: 100, gasPerPacket: cleared.gasPerPacket });
    expect(report).not.toHaveProperty("handshakeRatioToRly");
  });

  it("gives memory by number of consumers", () => {
    const scale = [1, 50].map((consumers) => ({
      consumers,
      rssMiB: 100 + consumers,
      cpuPercent: 1,
      providerCallsPerBlock: 2,
    }));
    expect(relayReport({ scale })).toEqual({ rssMiB: { 1: 101, 50: 150 }, details: { scale } });
  });
});
