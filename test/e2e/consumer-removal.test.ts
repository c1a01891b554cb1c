import { holdPackets, moreBlocks, refusalGas, refusalOf, removeConsumer } from "../../testnet/index.ts";
import { onTestnet } from "../support/on-testnet.ts";

const topology = {
  blockTimeMs: 200,
  provider: { validators: 2, unbondingSeconds: 20 },
  consumers: [{ chainId: "consumer-1", validators: [{ validator: 0 }, { validator: 1 }] }],
};

/**
 * @scenario L6 launch
 * @proves a removed consumer is stopped at once, and deleted when the unbonding time has passed; its chain goes on by itself
 * @see RemoveConsumer in x/ccv/provider/keeper/msg_server.go and DeleteConsumerChain in consumer_lifecycle.go
 */
test("a removed consumer is STOPPED, then DELETED with its channel", async () => {
  await onTestnet(topology, async ({ net, consumer, launchWatched, expectState }) => {
    const observation = await launchWatched();
    await removeConsumer(net, consumer);
    await expectState({ consumers: { "consumer-1": { phase: "STOPPED", sentPowers: { "validator-0": 0 } } } });
    expect(await refusalOf(removeConsumer(net, consumer, { gas: refusalGas }))).toBe("ErrInvalidPhase");
    await holdPackets(consumer);

    await observation.until("consumerPhaseChanged", ({ to }) => to === "DELETED", { timeoutMs: 40_000 });
    const { cause } = await observation.until("channelClosed", ({ chain }) => chain === "provider");
    expect(cause).toBe("self");
    await expectState({
      consumers: { "consumer-1": { phase: "DELETED", chainId: "consumer-1", metadata: { name: "icskit consumer" } } },
    });
    await moreBlocks(consumer.connection, 2, { timeoutMs: 10_000 });
  });
});
