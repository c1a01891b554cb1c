import { findCcvChannels, type Observation } from "../../src/index.ts";
import { holdPackets, moreBlocks, type RunningNode, type Testnet, type TestnetConsumer } from "../../testnet/index.ts";
import { onLaunched } from "../support/on-testnet.ts";
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
      await second?.pause();
      return async () => second?.resume();
    },
  },
  {
    name: "every node frozen",
    begin: async (nodes) => {
      await Promise.all(nodes.map((node) => node.pause()));
      return async () => {
        await Promise.all(nodes.map((node) => node.resume()));
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

interface Halting {
  readonly net: Testnet;
  readonly consumer: TestnetConsumer;
  readonly observation: Observation;
  /** What a failure tells. */
  readonly log: string[];
}

/** Restores the testnet, takes its relaying over, and at the end wants every packet delivered once, in order. */
async function onRelayed(play: (halting: Halting) => Promise<void>): Promise<void> {
  await onLaunched(topology, async ({ net, consumer, observation, expectState }) => {
    await holdPackets(consumer);
    const { ccv, transfer } = await findCcvChannels(await consumer.relayPath());
    const channels = [ccv, transfer].filter((channel) => channel !== undefined);
    await ProxiedPath.use(net, consumer, {}, async (proxied) => {
      const relaying = proxied.relay(channels);
      await play({ net, consumer, observation, log: proxied.log });
      await relaying.stop();
    });
    expectAllDelivered(observation);
    await expectState({
      consumers: { "consumer-1": { phase: "LAUNCHED", channel: { provider: "OPEN", consumer: "OPEN" } } },
    });
  });
}

test("the consumer goes on while the provider halts; packets arrive in order once it is back", async () => {
  await onRelayed(async ({ net, consumer, observation, log }) => {
    for (const { name, begin } of halts) {
      log.push(`  provider: ${name}`);
      const before = await changePower(net, 2);
      const goOn = await begin(net.provider.chain.nodes);
      await moreBlocks(consumer.connection, 10);
      await goOn();
      await untilAcknowledged(observation, before);
      await untilAcknowledged(observation, await changePower(net, 2));
    }
  });
});

test("the provider goes on while the consumer halts; packets arrive in order once it is back", async () => {
  await onRelayed(async ({ net, consumer, observation, log }) => {
    for (const { name, begin } of halts) {
      log.push(`  consumer: ${name}`);
      const goOn = await begin(consumer.chain.nodes);
      const height = await changePower(net, 3);
      await net.provider.connection.waitForHeight(height + 5n);
      await goOn();
      await untilAcknowledged(observation, height);
    }
  });
});

test("packets arrive in order after both chains have stopped, or were killed, and came back", async () => {
  await onRelayed(async ({ net, consumer, observation, log }) => {
    for (const { name, begin } of halts.slice(2)) {
      log.push(`  both: ${name}`);
      const height = await changePower(net, 3);
      const ends = await Promise.all([begin(net.provider.chain.nodes), begin(consumer.chain.nodes)]);
      for (const goOn of ends.reverse()) await goOn();
      await untilAcknowledged(observation, height);
    }
  });
});
