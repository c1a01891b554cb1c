import { delegate, stopNodes, untilSlash } from "../../testnet/index.ts";
import { onTestnet } from "../support/on-testnet.ts";
import { withValsetUpdateId } from "../support/strange-valset-update-id.ts";

const topology = {
  blockTimeMs: 200,
  provider: { validators: [{ stake: 500_000_000 }, { stake: 300_000_000 }, { stake: 150_000_000 }] },
  consumers: [
    {
      chainId: "consumer-1",
      validators: [{ validator: 0 }, { validator: 1 }, { validator: 2 }],
      signedBlocksWindow: 10,
      genesis: withValsetUpdateId(999n),
    },
  ],
};

/**
 * @scenario S8 slashing
 * @proves a slash packet with a valset update id that the provider never gave is refused: nobody is jailed, the consumer closes its channel, and the provider stops it with the next set
 * @see ValidateSlashPacket in x/ccv/provider/keeper/relay.go and OnAcknowledgementPacket in x/ccv/consumer/keeper/relay.go
 */
test("refused, since the provider does not know the valset update id", async () => {
  await onTestnet(topology, async ({ net, consumer, startWatched, expectState }) => {
    const observation = await startWatched();
    const { consensusAddress: consumerConsensusAddress } = net.provider.validator("validator-2");
    await stopNodes(consumer.chain, ["validator-2"]);
    await untilSlash(observation, { consumerConsensusAddress, status: "queued" });
    await consumer.openChannel();
    await delegate(net, "validator-0", 1_000_000n);

    const { requested, tries } = await untilSlash(observation, { consumerConsensusAddress, status: "refused" });
    expect(requested.valsetUpdateId).toBe(999n);
    expect(tries).toHaveLength(1);
    expect(tries[0]?.received?.verdict).toMatchObject({ kind: "error" });
    const closed = await observation.until("channelClosed", ({ chain }) => chain === "consumer");
    expect(closed).toMatchObject({ portId: "consumer" });
    // The relayer tells the provider, which takes it for nothing until it has a set to send.
    await expectState({
      provider: { jailed: { "validator-2": false }, tokens: { "validator-2": 150_000_000 } },
      consumers: {
        "consumer-1": {
          phase: "LAUNCHED",
          queuedSlashPackets: 1,
          channel: { provider: "CLOSED", consumer: "CLOSED" },
        },
      },
    });
    await delegate(net, "validator-0", 1_000_000n);
    await expectState({ consumers: { "consumer-1": { phase: "STOPPED" } } });
  });
});
