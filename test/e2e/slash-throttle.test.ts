import { doubleSign, stopNodes, type Testnet, untilSlash } from "../../testnet/index.ts";
import { EvidenceWatch } from "../support/evidence-watch.ts";
import { onLaunched } from "../support/on-testnet.ts";

/** The meter holds 10 % of 1150: one of the small validators empties it. */
const topology = {
  blockTimeMs: 200,
  provider: {
    validators: [699_000_000, 150_000_000, 150_000_000, 150_000_000].map((stake) => ({ stake })),
    slashMeterReplenishFraction: 0.1,
    slashMeterReplenishSeconds: 10,
    signedBlocksWindow: 1_000,
  },
  consumers: [
    {
      chainId: "consumer-1",
      validators: [{ validator: 0 }, { validator: 1 }, { validator: 2 }],
      signedBlocksWindow: 10,
      retryDelaySeconds: 2,
      infractions: { downtime: { slashFraction: 0, jailSeconds: 600 } },
    },
  ],
};

/**
 * @scenario S7 slashing
 * @proves the slash meter lets one jail through, bounces the next until it has refilled, and holds no double sign back
 * @see OnRecvSlashPacket and CheckForSlashMeterReplenishment in x/ccv/provider/keeper
 */
function slashOf(net: Testnet, validator: string) {
  return {
    consumerConsensusAddress: net.provider.validator(validator).consensusAddress,
    infraction: "downtime" as const,
  };
}

test("of two downtimes the second is bounced, and handled once the meter has refilled", async () => {
  await onLaunched(topology, async ({ net, consumer, observation, expectState }) => {
    const silent = ["validator-1", "validator-2"];
    await stopNodes(consumer.chain, silent);
    // Which of them the consumer notices first is a matter of a block.
    const jailed = await observation.until("validatorJailed", undefined, { timeoutMs: 30_000 });
    const isFirst = (name: string): boolean =>
      net.provider.validator(name).consensusAddress === jailed.providerConsensusAddress;
    const [first = "", second = ""] = silent.toSorted((left, right) => Number(isFirst(right)) - Number(isFirst(left)));
    await untilSlash(observation, { ...slashOf(net, second), status: "bounced" });
    await expectState({
      provider: { jailed: { [first]: true, [second]: false } },
      consumers: { "consumer-1": { queuedSlashPackets: 1, powers: { [first]: 0, [second]: 150 } } },
    });

    const { tries } = await untilSlash(observation, { ...slashOf(net, second), status: "executed" });
    expect(tries.length).toBeGreaterThan(1);
    await expectState({
      provider: { jailed: { [second]: true } },
      consumers: { "consumer-1": { powers: { [second]: 0 }, queuedSlashPackets: 0 } },
    });
  });
});

test("a double sign is punished while the meter is empty", async () => {
  await onLaunched(topology, async ({ net, consumer, observation, expectState }) => {
    await stopNodes(consumer.chain, ["validator-1"]);
    await untilSlash(observation, { ...slashOf(net, "validator-1"), status: "executed" });
    expect((await net.provider.queries.throttleState()).slashMeter).toBeLessThan(0n);
    const watch = await EvidenceWatch.start(net, consumer, "owner");
    await doubleSign(consumer, "validator-2");
    await watch.settled(1);
    await watch.stop();
    await expectState({
      provider: { tombstoned: { "validator-2": true } },
      consumers: { "consumer-1": { powers: { "validator-2": 0 } } },
    });
  });
});
