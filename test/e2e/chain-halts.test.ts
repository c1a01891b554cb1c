import type { RunningNode } from "../../testnet/index.ts";
import { channelsOf, openWatched } from "../support/held-launch.ts";
import { onTestnet } from "../support/on-testnet.ts";
import { ProxiedPath } from "../support/proxied-path.ts";
import { changePower, expectAllDelivered, untilAcknowledged } from "../support/vsc-traffic.ts";

/**
 * @scenario F2,F3 faults
 * @proves packets arrive in order, once each, after either chain or both have halted and come back
 * @see the liveness of ordered channels in ICS-4
 */

const topology = {
  blockTimeMs: 200,
  provider: { validators: 2 },
  consumers: [{ chainId: "consumer-1", validators: [{ validator: 0 }, { validator: 1 }] }],
};

/** Ways in which a chain of two equal validators stops making blocks, and comes back. */
const halts: ReadonlyArray<{
  readonly name: string;
  readonly begin: (nodes: readonly RunningNode[]) => Promise<() => Promise<void>>;
}> = [
  {
    name: "half of its power frozen",
    begin: async ([, second]) => {
      second?.pause();
      return async () => second?.resume();
    },
  },
  {
    name: "every node frozen",
    begin: async (nodes) => {
      for (const node of nodes) node.pause();
      return async () => {
        for (const node of nodes) node.resume();
      };
    },
  },
  {
    name: "every node stopped",
    begin: async (nodes) => {
      await Promise.all(nodes.map((node) => node.stop()));
      return async () => {
        await Promise.all(nodes.map((node) => node.restart()));
      };
    },
  },
  {
    name: "every node killed",
    begin: async (nodes) => {
      await Promise.all(nodes.map((node) => node.kill()));
      return async () => {
        await Promise.all(nodes.map((node) => node.restart()));
      };
    },
  },
];

test("packets arrive in order, once each, after the provider, the consumer or both have halted and come back", async () => {
  await onTestnet(topology, async (scenario) => {
    const { net, consumer } = scenario;
    const { observation, opened } = await openWatched(scenario);
    const [provider, onConsumer] = [net.provider, consumer];
    await ProxiedPath.use(net, consumer, {}, async (proxied) => {
      const relaying = proxied.relay(channelsOf(opened));
      await untilAcknowledged(observation, await changePower(net, 2));
      for (const { name, begin } of halts) {
        proxied.log.push(`  provider: ${name}`);
        const before = await changePower(net, 2);
        const goOn = await begin(provider.chain.nodes);
        // The consumer goes on by itself.
        await onConsumer.connection.waitForHeight(onConsumer.connection.knownHeight + 15n);
        await goOn();
        await untilAcknowledged(observation, before);
        await untilAcknowledged(observation, await changePower(net, 2));
      }
      for (const { name, begin } of halts) {
        proxied.log.push(`  consumer: ${name}`);
        const goOn = await begin(onConsumer.chain.nodes);
        const height = await changePower(net, 3);
        await provider.connection.waitForHeight(height + 10n);
        await goOn();
        await untilAcknowledged(observation, height);
      }
      for (const { name, begin } of halts.slice(2)) {
        proxied.log.push(`  both: ${name}`);
        const height = await changePower(net, 3);
        const ends = await Promise.all([begin(provider.chain.nodes), begin(onConsumer.chain.nodes)]);
        for (const goOn of ends.reverse()) await goOn();
        await untilAcknowledged(observation, height);
      }
      await relaying.stop();
    });
    expectAllDelivered(observation);
    await scenario.expectState({
      consumers: { "consumer-1": { phase: "LAUNCHED", channel: { provider: "OPEN", consumer: "OPEN" } } },
    });
  });
}, 480_000);
