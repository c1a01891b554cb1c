import { channelsOf, openWatched } from "../support/held-launch.ts";
import { onTestnet } from "../support/on-testnet.ts";
import { ProxiedPath } from "../support/proxied-path.ts";
import { rpcFaults } from "../support/rpc-faults.ts";
import { changePower, expectAllDelivered, untilAcknowledged } from "../support/vsc-traffic.ts";

const topology = {
  blockTimeMs: 200,
  provider: { validators: 2 },
  consumers: [{ chainId: "consumer-1", validators: [{ validator: 0 }, { validator: 1 }] }],
};

/** Each fault meets another one on the other chain: the fifth after it. */
const pairs = rpcFaults.map((onProvider, index) => {
  const onConsumer = rpcFaults[(index + 5) % rpcFaults.length] ?? onProvider;
  return { onProvider, onConsumer };
});

test("VSC packets arrive in order and once, whichever way the RPCs of both chains fail meanwhile", async () => {
  await onTestnet(topology, async (scenario) => {
    const { net, consumer } = scenario;
    const { observation, opened } = await openWatched(scenario);
    await ProxiedPath.use(net, consumer, {}, async (proxied) => {
      const relaying = proxied.relay(channelsOf(opened));
      for (const { onProvider, onConsumer } of pairs) {
        proxied.log.push(`  provider: ${onProvider.name}; consumer: ${onConsumer.name}`);
        const ends = await Promise.all([onProvider.begin(proxied.provider), onConsumer.begin(proxied.consumer)]);
        const height = await changePower(net, 3);
        if (onProvider.isPassable && onConsumer.isPassable) await untilAcknowledged(observation, height);
        else await net.provider.connection.waitForHeight(height + 10n);
        for (const end of ends) await end();
        await untilAcknowledged(observation, height);
      }
      await relaying.stop();
    });
    expectAllDelivered(observation);
  });
}, 480_000);
