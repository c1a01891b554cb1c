import { openCcvChannel } from "../../src/index.ts";
import { channelsOf } from "../support/held-launch.ts";
import { onTestnet } from "../support/on-testnet.ts";
import { describeChannels, pathEnds } from "../support/path-state.ts";
import { ProxiedPath } from "../support/proxied-path.ts";
import { rpcFaults } from "../support/rpc-faults.ts";
import { changePower, expectAllDelivered, untilAcknowledged } from "../support/vsc-traffic.ts";

const topology = {
  blockTimeMs: 200,
  provider: { validators: 2 },
  consumers: [{ chainId: "consumer-1", validators: [{ validator: 0 }, { validator: 1 }] }],
};

/** One fault after the other on both ends, each for a few blocks with a few quiet ones behind it. */
async function failAllAlong(proxied: ProxiedPath, height: () => Promise<bigint>, ending: AbortSignal): Promise<void> {
  for (let turn = 0; !ending.aborted; turn += 1) {
    const fault = rpcFaults[turn % rpcFaults.length];
    if (fault === undefined) throw new TypeError("There is always a fault");
    proxied.log.push(`  ${fault.name}`);
    const ends = await Promise.all([fault.begin(proxied.provider), fault.begin(proxied.consumer)]);
    await height();
    for (const end of ends) await end();
    await height();
  }
}

test("connection and channels open once, whichever way the RPCs fail during the handshake", async () => {
  await onTestnet(topology, async (scenario) => {
    const { net, consumer } = scenario;
    const observation = await scenario.startWatched();
    const someBlocks = async (): Promise<bigint> => {
      const { connection } = net.provider;
      return connection.waitForHeight(connection.knownHeight + 4n);
    };
    await ProxiedPath.use(net, consumer, {}, async (proxied) => {
      const ending = new AbortController();
      const failing = failAllAlong(proxied, someBlocks, ending.signal);
      failing.catch(() => undefined); // Seen below.
      const opened = await openCcvChannel(proxied.path, { logger: proxied.logger });
      await opened.finishTransfer();
      ending.abort();
      await failing;
      const [onProvider, onConsumer] = await Promise.all((await pathEnds(net, consumer)).map(describeChannels));
      expect(onProvider).toEqual(["connection-0 provider OPEN", "connection-0 transfer OPEN"]);
      expect(onConsumer).toEqual(["connection-0 consumer OPEN", "connection-0 transfer OPEN"]);
      const relaying = proxied.relay(channelsOf(opened));
      await untilAcknowledged(observation, await changePower(net, 3));
      await relaying.stop();
    });
    expectAllDelivered(observation);
  });
}, 480_000);
