import type { Observation } from "../../src/index.ts";
import { startNodes, stopNodes, type Testnet, type TestnetConsumer, unjail, untilSlash } from "../../testnet/index.ts";
import { testOnEveryRunner } from "../support/every-runner.ts";
import { onLaunched } from "../support/on-testnet.ts";
import { strictTopology } from "../support/scenario-topologies.ts";

/**
 * @scenario S1 slashing
 * @proves a validator that is down on a consumer is jailed on the provider and without power on both chains; unjailed, it may be jailed again
 * @see OnRecvSlashPacket in x/ccv/provider/keeper/relay.go
 */
const silent = "validator-2";

/** Has the validator miss blocks until it is jailed for it; the set without it tells the consumer so. */
async function fallSilent(
  net: Testnet,
  consumer: TestnetConsumer,
  observation: Observation,
  round: number,
): Promise<void> {
  const { consensusAddress } = net.provider.validator(silent);
  await stopNodes(consumer.chain, [silent]);
  const wanted = { consumerConsensusAddress: consensusAddress, infraction: "downtime", status: "executed" } as const;
  const { tries, outcome } = await untilSlash(observation, { ...wanted, round });
  expect(tries).toHaveLength(1);
  const jailed = await observation.until("validatorJailed", ({ height }) => height === outcome?.jailed?.height);
  expect(jailed).toMatchObject({ providerConsensusAddress: consensusAddress, reason: "consumer-downtime" });
  const told = await observation.until(
    "vscPacketSent",
    ({ height, packet }) => height >= jailed.height && packet.slashAcknowledgements.length > 0,
  );
  expect(told.packet.slashAcknowledgements).toEqual([consensusAddress]);
}

const jailedTwice = "a validator that is down on a consumer is jailed on the provider, unjails, and is jailed again";

testOnEveryRunner(jailedTwice, async (runner) => {
  await onLaunched({ ...strictTopology, runner }, async ({ net, consumer, observation, expectState }) => {
    await fallSilent(net, consumer, observation, 1);
    await expectState({
      provider: { tokens: { [silent]: 148_500_000 }, jailed: { [silent]: true }, powers: { [silent]: 0 } },
      consumers: { "consumer-1": { powers: { [silent]: 0 }, queuedSlashPackets: 0 } },
    });

    await startNodes(consumer.chain, [silent]);
    await unjail(net, silent);
    await expectState({
      provider: { jailed: { [silent]: false }, powers: { [silent]: 148 } },
      consumers: { "consumer-1": { powers: { [silent]: 148 } } },
    });

    await fallSilent(net, consumer, observation, 2);
    // One hundredth of its power, which is a whole number: 1,480,000.
    await expectState({
      provider: { tokens: { [silent]: 147_020_000 }, jailed: { [silent]: true }, powers: { [silent]: 0 } },
      consumers: { "consumer-1": { powers: { [silent]: 0 }, queuedSlashPackets: 0 } },
    });
  });
});
