import { durationOfSeconds, type InfractionParameters, queryConsumerOverview } from "../../src/index.ts";
import { updateConsumer } from "../../testnet/index.ts";
import { onTestnet } from "../support/on-testnet.ts";

const topology = {
  blockTimeMs: 200,
  provider: { validators: 2, unbondingSeconds: 5 },
  consumers: [{ chainId: "consumer-1", validators: [{ validator: 0 }], spawnDelayMs: 4_000 }],
};

function downtime(slashFraction: string): { readonly infractionParameters: InfractionParameters } {
  const doubleSign = { slashFraction: "0.05", jailDuration: durationOfSeconds(600), tombstone: true };
  const jailDuration = durationOfSeconds(10);
  return { infractionParameters: { doubleSign, downtime: { slashFraction, jailDuration, tombstone: false } } };
}

/**
 * @scenario S6 slashing
 * @proves what an infraction costs changes at once before a launch; after it only once the unbonding time has passed, and can be called off until then
 * @see QueueInfractionParameters and BeginBlockUpdateInfractionParameters in x/ccv/provider/keeper/infraction_parameters.go
 */
test("infraction parameters change at once before the launch, and after an unbonding time behind it", async () => {
  await onTestnet(topology, async ({ net, consumer, watch, expectState }) => {
    const queued = async (): Promise<string | undefined> => {
      const { connection } = net.provider;
      const overview = await queryConsumerOverview(connection, consumer.consumerId);
      return overview.queuedInfractionParameters?.downtime?.slashFraction;
    };
    const expectFraction = (slashFraction: string) =>
      expectState({ consumers: { "consumer-1": { downtime: { slashFraction } } } });

    await consumer.create();
    await watch();
    await updateConsumer(net, consumer, downtime("0.02"));
    await expectFraction("0.02");
    expect(await queued()).toBeUndefined();

    await consumer.optIn();
    await consumer.spawn();
    await updateConsumer(net, consumer, downtime("0.03"));
    expect(await queued()).toBe("0.03");
    await expectFraction("0.02");
    // Asking for what is in force takes the queued change back.
    await updateConsumer(net, consumer, downtime("0.02"));
    expect(await queued()).toBeUndefined();

    await updateConsumer(net, consumer, downtime("0.04"));
    await expectFraction("0.02");
    await expectFraction("0.04");
    expect(await queued()).toBeUndefined();
  });
});
