import type { Observation, SlashStatus } from "../../src/index.ts";
import {
  delegate,
  doubleSign,
  holdPackets,
  optOut,
  releasePackets,
  removeConsumer,
  stopNodes,
  type Testnet,
  type TestnetConsumer,
  untilSlash,
} from "../../testnet/index.ts";
import { onLaunched, onTestnet } from "../support/on-testnet.ts";
import { strictTopology } from "../support/scenario-topologies.ts";

/**
 * @scenario S8 slashing
 * @proves what became of a slash packet is told apart: punished, noted, dropped for either reason, or still queued
 * @see OnRecvSlashPacket and HandleSlashPacket in x/ccv/provider/keeper/relay.go
 */
const silent = "validator-2";

function untilOutcome(net: Testnet, observation: Observation, status: SlashStatus | "queued") {
  const { consensusAddress: consumerConsensusAddress } = net.provider.validator(silent);
  return untilSlash(observation, { consumerConsensusAddress, status });
}

/** A slash packet is on its way, and nobody carries it. */
async function holdSlash(net: Testnet, consumer: TestnetConsumer, observation: Observation): Promise<void> {
  await holdPackets(consumer);
  await stopNodes(consumer.chain, [silent]);
  await untilOutcome(net, observation, "waiting");
}

test("handled, and the validator is jailed", async () => {
  await onLaunched(strictTopology, async ({ net, consumer, observation, expectState }) => {
    await stopNodes(consumer.chain, [silent]);
    await untilOutcome(net, observation, "executed");
    await expectState({
      provider: { jailed: { [silent]: true }, tokens: { [silent]: 148_500_000 } },
      consumers: { "consumer-1": { powers: { [silent]: 0 } } },
    });
  });
});

test("a double sign is only noted: its packet is answered as in the first version", async () => {
  await onLaunched(strictTopology, async ({ net, consumer, observation, expectState }) => {
    await doubleSign(consumer, silent);
    const { tries } = await untilOutcome(net, observation, "logged");
    expect(tries).toHaveLength(1);
    await expectState({ provider: { jailed: { [silent]: false }, tokens: { [silent]: 150_000_000 } } });
  });
});

test("dropped, since the validator has left the consumer's set", async () => {
  await onLaunched(strictTopology, async ({ net, consumer, observation, expectState }) => {
    await holdSlash(net, consumer, observation);
    await optOut(net, consumer, silent);
    await expectState({ consumers: { "consumer-1": { sentPowers: { [silent]: 0 } } } });
    releasePackets(consumer);
    const { outcome } = await untilOutcome(net, observation, "dropped");
    expect(outcome?.dropReason).toBe("not-in-set");
    await expectState({
      provider: { jailed: { [silent]: false } },
      consumers: { "consumer-1": { powers: { [silent]: 0 } } },
    });
  });
});

test("dropped, since the consumer was removed", async () => {
  await onLaunched(strictTopology, async ({ net, consumer, observation, expectState }) => {
    await holdSlash(net, consumer, observation);
    await removeConsumer(net, consumer);
    await expectState({ consumers: { "consumer-1": { phase: "STOPPED" } } });
    releasePackets(consumer);
    const { outcome } = await untilOutcome(net, observation, "dropped");
    expect(outcome?.dropReason).toBe("not-launched");
    await expectState({ provider: { jailed: { [silent]: false } } });
  });
});

test("queued until the channel is open, and handled then", async () => {
  await onTestnet(strictTopology, async ({ net, consumer, startWatched, expectState }) => {
    const observation = await startWatched();
    await stopNodes(consumer.chain, [silent]);
    await untilOutcome(net, observation, "queued");
    await expectState({
      provider: { jailed: { [silent]: false } },
      consumers: { "consumer-1": { queuedSlashPackets: 1, channel: { provider: "none" } } },
    });
    await consumer.openChannel();
    await delegate(net, "validator-0", 1_000_000n);
    await untilOutcome(net, observation, "executed");
    await expectState({
      provider: { jailed: { [silent]: true } },
      consumers: { "consumer-1": { queuedSlashPackets: 0 } },
    });
  });
});
