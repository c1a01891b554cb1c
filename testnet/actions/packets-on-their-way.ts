import { findCcvChannels, type PathSide, queryPacketCommitments } from "../../src/index.ts";
import type { Testnet } from "../testnet.ts";
import type { TestnetConsumer } from "../testnet-consumer.ts";

/** A packet that is neither acknowledged nor timed out. */
export interface PacketOnItsWay {
  readonly from: PathSide;
  readonly portId: string;
  readonly channelId: string;
  readonly sequence: bigint;
}

/**
 * Finds the CCV and the transfer channel between a provider and a consumer. Resolves with what reads which packets are on
 * their way there, both ways.
 */
export async function packetsOnTheirWay(
  net: Testnet,
  consumer: TestnetConsumer,
): Promise<() => Promise<readonly PacketOnItsWay[]>> {
  const { ccv, transfer } = await findCcvChannels(await consumer.relayPath());
  const pairs = [ccv, transfer].filter((pair) => pair !== undefined);
  const ends = pairs.flatMap((pair) => [
    { from: "provider" as const, portId: pair.portIdOnProvider, channelId: pair.channelIdOnProvider },
    { from: "consumer" as const, portId: pair.portIdOnConsumer, channelId: pair.channelIdOnConsumer },
  ]);
  const connections = { provider: net.provider.connection, consumer: consumer.connection };
  return async () => {
    const found = await Promise.all(
      ends.map(async ({ from, ...end }) => {
        const sequences = await queryPacketCommitments(connections[from], end);
        return sequences.map((sequence) => ({ from, ...end, sequence }));
      }),
    );
    return found.flat();
  };
}
