import { delegate, moreBlocks, startNodes, stopNodes, untilDelivered } from "../../testnet/index.ts";
import { onLaunched } from "../support/on-testnet.ts";
import { calmTopology } from "../support/scenario-topologies.ts";

/**
 * @scenario F6 faults
 * @proves a consumer goes on without a third of its power, halts without more, and goes on where it was once that is back
 * @see the light-client and consensus assumptions of ICS-28: more than two thirds sign
 */
test("a consumer that loses its power halts and comes back, while the provider goes on", async () => {
  await onLaunched(calmTopology, async ({ net, consumer, expectState }) => {
    await stopNodes(consumer.chain, ["validator-2"]);
    await moreBlocks(consumer.connection, 3, { timeoutMs: 20_000 });
    await delegate(net, "validator-1", 10_000_000n);
    await expectState({ consumers: { "consumer-1": { powers: { "validator-1": 310 } } } });

    await stopNodes(consumer.chain, ["validator-1"]);
    await delegate(net, "validator-1", 10_000_000n);
    // What was begun before the stop may still become a block.
    await moreBlocks(net.provider.connection, 5);
    const halted = await consumer.connection.latestHeight();
    await moreBlocks(net.provider.connection, 10);
    expect(await consumer.connection.latestHeight()).toBe(halted);
    await expectState({ consumers: { "consumer-1": { phase: "LAUNCHED", powers: { "validator-1": 310 } } } });

    await startNodes(consumer.chain, ["validator-1", "validator-2"]);
    await expectState({
      consumers: { "consumer-1": { powers: { "validator-1": 320 }, channel: { provider: "OPEN", consumer: "OPEN" } } },
    });
    await untilDelivered(net, consumer);
  });
});
