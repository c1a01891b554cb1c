import { MsgTransfer } from "cosmjs-types/ibc/applications/transfer/v1/tx";
import { queryNextSequenceSend } from "../../src/ibc/queries.ts";
import { type ChannelPair, type Relayed, relayPackets } from "../../src/index.ts";
import type { Testnet, TestnetConsumer } from "../../testnet/index.ts";
import { onTestnet } from "../support/on-testnet.ts";
import { packetsOnTheirWay } from "../support/path-state.ts";
import { receivedOnProvider, transferToProvider } from "../support/transfers.ts";
import { changePower, expectAllDelivered, untilAcknowledged } from "../support/vsc-traffic.ts";

const topology = {
  users: 1,
  provider: { validators: 2 },
  consumers: [
    {
      chainId: "consumer-1",
      validators: [{ validator: 0 }, { validator: 1 }],
      // Rewards come along: transfers that the consumer's own blocks send.
      blocksPerDistributionTransmission: 30,
      transferTimeoutSeconds: 600,
    },
  ],
};

/** A transfer from the provider to the same person on the consumer. */
async function transferToConsumer(
  net: Testnet,
  consumer: TestnetConsumer,
  { portIdOnProvider, channelIdOnProvider }: ChannelPair,
  options: { readonly amount: bigint; readonly timeoutMs: number },
): Promise<void> {
  const { sender } = await net.provider.client("user-0");
  const value = MsgTransfer.fromPartial({
    sourcePort: portIdOnProvider,
    sourceChannel: channelIdOnProvider,
    token: { denom: net.provider.chain.denom, amount: options.amount.toString() },
    sender: sender.address,
    receiver: consumer.chain.account("user-0").address,
    timeoutTimestamp: BigInt(Date.now() + options.timeoutMs) * 1_000_000n,
  });
  const message = { typeUrl: "/ibc.applications.transfer.v1.MsgTransfer", value };
  await sender.send([message], { gas: 250_000 });
}

/** Waits for a block of the provider after which nothing is on its way. */
async function untilSettled(net: Testnet, consumer: TestnetConsumer, channels: readonly ChannelPair[]): Promise<void> {
  const waiting = { signal: AbortSignal.timeout(40_000) };
  for await (const _block of net.provider.connection.blocks(waiting)) {
    const left = await packetsOnTheirWay(net, consumer, channels);
    if (left.length === 0) return;
  }
}

const HOUR = 3_600_000;

test("a relayer that knows nothing derives from the chains what has gathered both ways, and carries it in order", async () => {
  await onTestnet(topology, async ({ net, consumer, launchWatched }) => {
    const observation = await launchWatched();
    await untilAcknowledged(observation, await changePower(net, 1));
    const transferOpen = await observation.until(
      "channelOpened",
      ({ portId, chain }) => portId === "transfer" && chain === "provider",
    );
    const transfer: ChannelPair = {
      portIdOnProvider: "transfer",
      channelIdOnProvider: transferOpen.channelId,
      portIdOnConsumer: "transfer",
      channelIdOnConsumer: transferOpen.counterpartyChannelId,
    };
    const ccvOpen = await observation.until("channelOpened", ({ portId }) => portId === "provider");
    const ccv: ChannelPair = {
      portIdOnProvider: "provider",
      channelIdOnProvider: ccvOpen.channelId,
      portIdOnConsumer: "consumer",
      channelIdOnConsumer: ccvOpen.counterpartyChannelId,
    };

    await consumer.stopRelaying();
    const changedAt = await changePower(net, 12);
    for (const amount of [1_000n, 2_000n, 3_000n]) {
      await transferToProvider(net, consumer, transfer, { account: "user-0", amount });
      await transferToConsumer(net, consumer, transfer, { amount, timeoutMs: HOUR });
    }
    // This one will be too late: its sender must have it back.
    const refunded = 500n;
    await transferToConsumer(net, consumer, transfer, { amount: refunded, timeoutMs: 2_000 });
    const height = await consumer.connection.latestHeight();
    await consumer.connection.waitForHeight(height + 12n);
    expect((await packetsOnTheirWay(net, consumer, [ccv, transfer])).length).toBeGreaterThanOrEqual(19);

    const relayed: Relayed[] = [];
    const stopping = new AbortController();
    const done = relayPackets(await consumer.relayPath(), [transfer, ccv], {
      signal: stopping.signal,
      giveUpAfter: 5,
      onRelayed: (item) => relayed.push(item),
    });
    await untilAcknowledged(observation, changedAt);
    await Promise.race([done, untilSettled(net, consumer, [ccv, transfer])]);
    stopping.abort();
    await done;

    expectAllDelivered(observation);
    expect(await receivedOnProvider(net, "user-0")).toBe(6_000n);
    const kinds = new Set(relayed.flatMap(({ items }) => items.map(({ kind }) => kind)));
    expect([...kinds].sort()).toEqual(["acknowledgement", "packet", "timeout"]);
    const timeouts = relayed.flatMap(({ items }) => items.filter(({ kind }) => kind === "timeout"));
    expect(timeouts).toHaveLength(1);
    // Four transactions do it, but for the rewards that come meanwhile.
    expect(relayed.length).toBeLessThanOrEqual(10);
    const sentByConsumer = await queryNextSequenceSend(consumer.connection, {
      portId: transfer.portIdOnConsumer,
      channelId: transfer.channelIdOnConsumer,
    });
    expect(sentByConsumer).toBeGreaterThan(4n);
  });
});
