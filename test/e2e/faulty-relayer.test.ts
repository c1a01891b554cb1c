import { findCcvChannels, pollUntil, queryPacketCommitments } from "../../src/index.ts";
import {
  dropPackets,
  duplicatePackets,
  moreBlocks,
  releasePackets,
  type TestnetConsumer,
  untilDelivered,
} from "../../testnet/index.ts";
import { onLaunched } from "../support/on-testnet.ts";
import { calmTopology } from "../support/scenario-topologies.ts";
import { receivedOnProvider, transferToProvider } from "../support/transfers.ts";
import { changePower, expectAllDelivered, untilAcknowledged } from "../support/vsc-traffic.ts";

/**
 * @scenario F8 faults
 * @proves what a relayer loses waits in order and arrives once it is carried; what is handed in twice counts once
 * @see RecvPacket and AcknowledgePacket in ibc-go modules/core/04-channel/keeper/packet.go
 */
async function channels(consumer: TestnetConsumer) {
  const { ccv, transfer } = await findCcvChannels(await consumer.relayPath());
  if (ccv === undefined || transfer === undefined) throw new TypeError("Both channels are open");
  return { ccv, transfer };
}

test("packets and answers that a relayer loses hold up what is behind them, and nothing else", async () => {
  await onLaunched(calmTopology, async ({ net, consumer, observation, expectState }) => {
    const { ccv, transfer } = await channels(consumer);
    dropPackets(consumer, { from: "provider", portId: "provider" });
    const height = await changePower(net, 2, "validator-1");
    await transferToProvider(net, consumer, transfer, { account: "user-0", amount: 7n });
    const received = () => receivedOnProvider(net, "user-0");
    await pollUntil(received, (amount) => amount === 7n, { what: "the transfer" });
    await expectState({
      consumers: { "consumer-1": { sentPowers: { "validator-1": 302 }, powers: { "validator-1": 300 } } },
    });

    dropPackets(consumer, { from: "provider", lost: "acknowledgement" });
    await expectState({ consumers: { "consumer-1": { powers: { "validator-1": 302 } } } });
    await moreBlocks(net.provider.connection, 10);
    const sent = { portId: ccv.portIdOnProvider, channelId: ccv.channelIdOnProvider };
    expect(await queryPacketCommitments(net.provider.connection, sent)).toHaveLength(2);

    releasePackets(consumer);
    await untilDelivered(net, consumer);
    await untilAcknowledged(observation, height);
    expectAllDelivered(observation);
  });
});

test("packets and answers that are handed in twice are taken once", async () => {
  await onLaunched(calmTopology, async ({ net, consumer, observation, expectState }) => {
    const { transfer } = await channels(consumer);
    const duplicates = await duplicatePackets(net, consumer);
    const height = await changePower(net, 3, "validator-1");
    for (const amount of [3n, 4n]) {
      await transferToProvider(net, consumer, transfer, { account: "user-0", amount });
    }
    await expectState({ consumers: { "consumer-1": { powers: { "validator-1": 303 } } } });
    await untilDelivered(net, consumer);
    releasePackets(consumer);
    const second = (await Promise.all([duplicates.provider.settled(), duplicates.consumer.settled()])).flat();
    const messages = second.flatMap((duplicate) => duplicate.messages);
    expect(messages).toEqual(expect.arrayContaining(["MsgRecvPacket", "MsgAcknowledgement"]));
    // Which of the two a chain takes is a matter of chance; that it takes one is seen in what arrives.
    expect(await receivedOnProvider(net, "user-0")).toBe(7n);
    await untilAcknowledged(observation, height);
    expectAllDelivered(observation);
  });
});
