import type { Block } from "../../src/index.ts";
import { type Percentiles, percentiles } from "../statistics.ts";
import type { HandshakeTrace } from "./handshake-trace.ts";
import { blocksBetween, elapsedMs, type PacketTrace, packetTxs } from "./packet-trace.ts";

/** How long packets took to one of their ends. */
export interface PacketFigures {
  /** Between block times. */
  readonly seconds: Percentiles;
  /**
   * Received: blocks of the consumer that are later than the block that sent, up to the one that received.
   * Acknowledged: the same with blocks of the provider.
   */
  readonly blocks: Percentiles;
}

/** What one relayer did on one consumer. */
export interface RelayerFigures {
  /** From the first connection message to the open CCV channel, and to the open transfer channel too. */
  readonly handshakeSeconds: { readonly ccv: number; readonly both: number };
  readonly packets: number;
  readonly received: PacketFigures;
  readonly acknowledged: PacketFigures;
  readonly gasPerPacket: GasPerPacket;
}

/** Gas used per packet, by the chain that used it; light-client updates of the same transactions included. */
export interface GasPerPacket {
  readonly receive: number;
  readonly acknowledge: number;
}

/** The recorded blocks of both chains. */
export interface RecordedBlocks {
  readonly provider: readonly Block[];
  readonly consumer: readonly Block[];
}

const seconds = (ms: number): number => Number((ms / 1000).toFixed(3));

/** The figures of packets that have all been acknowledged. @throws RangeError where one has not, or there are none */
export function relayerFigures(
  handshake: HandshakeTrace,
  traces: readonly PacketTrace[],
  blocks: RecordedBlocks,
): RelayerFigures {
  const done = traces.map(({ sequence, sent, received, acknowledged }) => {
    if (received === undefined || acknowledged === undefined) {
      throw new RangeError(`Packet ${sequence} was not ${received ? "acknowledged" : "received"}`);
    }
    return { sent, received, acknowledged };
  });
  const { begun, ccvOpen, transferOpen, ccvChannelIdOnProvider: channelId } = handshake;
  const bothOpen = transferOpen.height > ccvOpen.height ? transferOpen : ccvOpen;
  return {
    handshakeSeconds: { ccv: seconds(elapsedMs(begun, ccvOpen)), both: seconds(elapsedMs(begun, bothOpen)) },
    packets: done.length,
    received: {
      seconds: percentiles(done.map(({ sent, received }) => elapsedMs(sent, received) / 1000)),
      blocks: percentiles(
        done.map(({ sent, received }) => blocksBetween(blocks.consumer, sent, received)),
        0,
      ),
    },
    acknowledged: {
      seconds: percentiles(done.map(({ sent, acknowledged }) => elapsedMs(sent, acknowledged) / 1000)),
      blocks: percentiles(
        done.map(({ sent, acknowledged }) => Number(acknowledged.height - sent.height)),
        0,
      ),
    },
    gasPerPacket: gasPerPacket(blocks, channelId),
  };
}

/** Gas per packet of every transaction that received or acknowledged packets of this channel. */
export function gasPerPacket({ provider, consumer }: RecordedBlocks, channelIdOnProvider: string): GasPerPacket {
  const per = (blocks: readonly Block[], type: "recv_packet" | "acknowledge_packet"): number => {
    const txs = packetTxs(blocks, type, channelIdOnProvider);
    const packets = txs.reduce((sum, tx) => sum + tx.packets, 0);
    return packets === 0 ? 0 : Math.round(txs.reduce((sum, { tx }) => sum + Number(tx.gasUsed), 0) / packets);
  };
  return { receive: per(consumer, "recv_packet"), acknowledge: per(provider, "acknowledge_packet") };
}
