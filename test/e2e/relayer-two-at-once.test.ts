import { openCcvChannel } from "../../src/index.ts";
import { channelsOf } from "../support/held-launch.ts";
import { onTestnet } from "../support/on-testnet.ts";
import { describeChannels, pathEnds } from "../support/path-state.ts";
import { ProxiedPath } from "../support/proxied-path.ts";
import { changePower, expectAllDelivered, untilAcknowledged } from "../support/vsc-traffic.ts";

/**
 * @scenario F8 faults
 * @proves two relayers at once deliver nothing twice, and one goes on where the other stops
 * @see RecvPacket and its redundancy check in ibc-go modules/core/keeper/msg_server.go
 */

const topology = {
  blockTimeMs: 200,
  users: 2,
  provider: { validators: 2 },
  consumers: [{ chainId: "consumer-1", validators: [{ validator: 0 }, { validator: 1 }] }],
};

test("two relayers at once open one channel together, deliver nothing twice, and go on when one of them stops", async () => {
  await onTestnet(topology, async (scenario) => {
    const { net, consumer } = scenario;
    const observation = await scenario.startWatched();
    await ProxiedPath.use(net, consumer, { account: "user-0" }, (first) =>
      ProxiedPath.use(net, consumer, { account: "user-1" }, async (second) => {
        const both = [first, second];
        const opened = await Promise.all(
          both.map(async ({ path }) => {
            const channels = await openCcvChannel(path);
            await channels.finishTransfer();
            return channels;
          }),
        );
        expect(opened[0]?.ccv).toEqual(opened[1]?.ccv);
        expect(opened[0]?.transfer).toEqual(opened[1]?.transfer);
        // What both began in the same block is finished once; the other beginning stays, and does no harm.
        const [onProvider, onConsumer] = await Promise.all((await pathEnds(net, consumer)).map(describeChannels));
        const isOpen = (line: string): boolean => line.endsWith("OPEN");
        const open = (port: string): unknown => expect.stringMatching(`^connection-\\d ${port} OPEN$`);
        expect(onProvider?.filter(isOpen)).toEqual([open("provider"), open("transfer")]);
        expect(onConsumer?.filter(isOpen)).toEqual([open("consumer"), open("transfer")]);

        const relaying = both.map((proxied, index) => {
          const channels = opened[index];
          if (channels === undefined) throw new TypeError("Both handshakes have ended");
          return proxied.relay(channelsOf(channels));
        });
        for (let round = 0; round < 5; round += 1) {
          await untilAcknowledged(observation, await changePower(net, 3));
        }
        await relaying[0]?.stop();
        await untilAcknowledged(observation, await changePower(net, 3));
        const again = first.relay(opened.flatMap((channels, index) => (index === 0 ? channelsOf(channels) : [])));
        await untilAcknowledged(observation, await changePower(net, 3));
        await relaying[1]?.stop();
        await untilAcknowledged(observation, await changePower(net, 3));
        await again.stop();
      }),
    );
    expectAllDelivered(observation);
    await scenario.expectState({
      consumers: { "consumer-1": { phase: "LAUNCHED", channel: { provider: "OPEN", consumer: "OPEN" } } },
    });
  });
});
