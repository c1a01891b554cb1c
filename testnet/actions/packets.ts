import { findCcvChannels, pollUntil, queryPacketCommitments, type WaitOptions } from "../../src/index.ts";
import type { Testnet } from "../testnet.ts";
import type { TestnetConsumer } from "../testnet-consumer.ts";

/** Leaves packets of a consumer's channels where they are, until `releasePackets`. @throws what ended the relaying before */
export function holdPackets(consumer: TestnetConsumer): Promise<void> {
  return consumer.stopRelaying();
}

/** Goes on relaying, beginning with what was held. */
export function releasePackets(consumer: TestnetConsumer): void {
  consumer.startRelaying();
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
  const { ccv, transfer } = await findCcvChannels(await consumer.relayPath());
  const pairs = [ccv, transfer].filter((pair) => pair !== undefined);
  const ends = pairs.flatMap((pair) => [
    { chain: net.provider.connection, end: { portId: pair.portIdOnProvider, channelId: pair.channelIdOnProvider } },
    { chain: consumer.connection, end: { portId: pair.portIdOnConsumer, channelId: pair.channelIdOnConsumer } },
  ]);
  const onTheirWay = async (): Promise<readonly string[]> => {
    const found = await Promise.all(
      ends.map(async ({ chain, end }) => {
        const sequences = await queryPacketCommitments(chain, end);
        return sequences.map((sequence) => `${chain.chainId} ${end.portId} ${sequence}`);
      }),
    );
    return found.flat();
  };
  const what = `every packet of ${consumer.spec.name} to be delivered`;
  await pollUntil(onTheirWay, (packets) => packets.length === 0, { ...options, what });
}
