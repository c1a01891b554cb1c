import type { ChainConnection, Observation, Relayed } from "../../src/index.ts";
import type { Testnet, TestnetConsumer } from "../../testnet/index.ts";
import { testOnEveryRunner } from "../support/every-runner.ts";
import { cometSet, expectSameSet, onTestnet } from "../support/on-testnet.ts";
import { packetsOnTheirWay } from "../support/path-state.ts";
import { receivedOnProvider, transferToProvider } from "../support/transfers.ts";
import { changePower, untilAcknowledged } from "../support/vsc-traffic.ts";

/**
 * @scenario F1 faults
 * @proves a packet that nobody relays in time closes the channel and stops the consumer, which goes on with a frozen set
 * @see OnTimeoutPacket in x/ccv/provider/keeper/relay.go
 */

const CCV_TIMEOUT_SECONDS = 6;

const validators = [{ validator: 0 }, { validator: 1 }, { validator: 2 }];

/** Resolves with the first block whose time is `time` or later. */
async function untilTime(connection: ChainConnection, time: Date): Promise<void> {
  for await (const block of connection.blocks()) if (block.time >= time) return;
}

async function expectStopped(net: Testnet, consumer: TestnetConsumer, observation: Observation): Promise<void> {
  const changed = await observation.until("consumerPhaseChanged", ({ to }) => to === "STOPPED", { timeoutMs: 30_000 });
  // The observer asks another node, which may be ahead.
  await net.provider.connection.waitForHeight(changed.height);
  expect((await net.provider.queries.consumerChain(consumer.consumerId)).phase).toBe("STOPPED");
}

const stopped = "a consumer that nobody relays for is stopped by its provider, and goes on with a frozen set";

testOnEveryRunner(stopped, async (runner) => {
  const topology = {
    runner,
    users: 1,
    provider: { validators: 3, ccvTimeoutSeconds: CCV_TIMEOUT_SECONDS },
    consumers: [{ chainId: "consumer-1", validators }],
  };
  await onTestnet(topology, async ({ net, consumer, startWatched, expectState }) => {
    const observation = await startWatched();
    const { ccv, transfer } = await consumer.openChannel();
    await untilAcknowledged(observation, await changePower(net, 1));
    if (transfer === undefined) throw new Error("no transfer channel");
    await observation.until("channelOpened", ({ portId, chain }) => portId === "transfer" && chain === "provider");

    await consumer.stopRelaying();
    const changedAt = await changePower(net, 2);
    const sent = await observation.until("vscPacketSent", ({ height }) => height >= changedAt);
    const setBefore = await cometSet(consumer.connection, consumer.connection.knownHeight);
    await untilTime(consumer.connection, sent.timeoutTime);
    await transferToProvider(net, consumer, transfer, { account: "user-0", amount: 7_000n });

    consumer.startRelaying();
    const timedOut = await observation.until("vscPacketTimedOut", () => true, { timeoutMs: 30_000 });
    expect(timedOut.sequence).toBe(2n);
    await expectStopped(net, consumer, observation);
    const closed = (chain: string, cause: string) =>
      observation.until("channelClosed", (event) => event.chain === chain && event.cause === cause);
    await closed("provider", "timeout");
    const confirmed = await closed("consumer", "counterparty");
    expect(confirmed).toMatchObject({ portId: "consumer", channelId: ccv.channelIdOnConsumer });
    await expectState({
      consumers: { "consumer-1": { phase: "STOPPED", channel: { provider: "CLOSED", consumer: "CLOSED" } } },
    });

    // The second packet stays where it is for ever; the consumer goes on as it was, and its users' transfers too.
    const later = await consumer.connection.waitForHeight(confirmed.height + 4n);
    expectSameSet(setBefore, await cometSet(consumer.connection, later));
    await net.provider.delegate("validator-0", 50_000_000n);
    await transferToProvider(net, consumer, transfer, { account: "user-0", amount: 5_000n });
    for await (const _block of consumer.connection.blocks()) {
      if ((await packetsOnTheirWay(net, consumer, [transfer])).length === 0) break;
    }
    expect(await receivedOnProvider(net, "user-0")).toBe(12_000n);
    expect(await packetsOnTheirWay(net, consumer, [ccv])).toHaveLength(1);
    expectSameSet(setBefore, await cometSet(consumer.connection, consumer.connection.knownHeight));
  });
});

/** The other way round. */
test("a slash packet that times out closes the consumer's end, and a timeout on close stops the consumer", async () => {
  const topology = {
    provider: { validators: [{ stake: 500_000_000 }, { stake: 400_000_000 }, { stake: 100_000_000 }] },
    consumers: [
      {
        chainId: "consumer-1",
        validators,
        ccvTimeoutSeconds: CCV_TIMEOUT_SECONDS,
        signedBlocksWindow: 8,
        minSignedPerWindow: 0.5,
      },
    ],
  };
  let stopAtTimeout: (() => void) | undefined;
  const onRelayed = ({ items }: Relayed): void => {
    if (items.some(({ kind }) => kind === "timeout")) stopAtTimeout?.();
  };
  await onTestnet(
    topology,
    async ({ net, consumer, launchWatched, expectState }) => {
      const observation = await launchWatched();
      await untilAcknowledged(observation, await changePower(net, 1));
      await consumer.stopRelaying();
      await consumer.chain.nodeOf("validator-2")?.stop();
      const slash = await observation.until("slashPacketSent", () => true, { timeoutMs: 30_000 });
      const slashBlock = await consumer.connection.block(slash.height);
      const timeout = new Date(slashBlock.time.getTime() + CCV_TIMEOUT_SECONDS * 1_000);
      await untilTime(net.provider.connection, timeout);

      const stopped = Promise.withResolvers<void>();
      stopAtTimeout = () => stopped.resolve(consumer.stopRelaying());
      consumer.startRelaying();
      await stopped.promise;
      stopAtTimeout = undefined;
      const timedOut = await observation.until("slashPacketTimedOut", () => true);
      expect(timedOut.sequence).toBe(slash.sequence);
      await observation.until("channelClosed", ({ chain, cause }) => chain === "consumer" && cause === "timeout");

      // The provider does not know yet: what it sends now can only be timed out.
      const sent = await changePower(net, 1);
      const lost = await observation.until("vscPacketSent", ({ height }) => height >= sent);
      consumer.startRelaying();
      const onClose = await observation.until("vscPacketTimedOut", () => true, { timeoutMs: 30_000 });
      expect(onClose.sequence).toBe(lost.sequence);
      expect(onClose.time < lost.timeoutTime).toBe(true);
      await observation.until("channelClosed", ({ chain }) => chain === "provider");
      await expectStopped(net, consumer, observation);
      await expectState({
        consumers: { "consumer-1": { phase: "STOPPED", channel: { provider: "CLOSED", consumer: "CLOSED" } } },
      });
      const height = await consumer.connection.latestHeight();
      await consumer.connection.waitForHeight(height + 3n);
    },
    { onRelayed },
  );
});
