import { join } from "node:path";
import { type ChannelPair, findCcvChannels, type Observation, pollUntil, sleep } from "../../src/index.ts";
import type { Testnet, TestnetConsumer } from "../../testnet/index.ts";
import { onTestnet } from "../support/on-testnet.ts";
import { describeChannels, packetsOnTheirWay, pathEnds } from "../support/path-state.ts";
import { killRelayChildren, RelayChild, relayEnvironment, writeRelayConfig } from "../support/relay-child.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { receivedOnProvider, transferToProvider } from "../support/transfers.ts";
import { changePower, expectAllDelivered, untilAcknowledged } from "../support/vsc-traffic.ts";

/**
 * @scenario F4 faults
 * @proves a relayer killed at any step goes on from the chains' state: nothing is lost, nothing doubled
 * @see the statelessness of relayers in ICS-18
 */

afterEach(killRelayChildren);

const KILLS = 50;
const topology = {
  blockTimeMs: 200,
  users: 1,
  provider: { validators: 2 },
  consumers: [{ chainId: "consumer-1", validators: [{ validator: 0 }, { validator: 1 }] }],
};

/** Power changes all along and, once the consumer takes them, transfers; ends where it is told to. */
async function makeTraffic(net: Testnet, consumer: TestnetConsumer, observation: Observation, ending: AbortSignal) {
  let [height, transferred] = [0n, 0n];
  let transfer: ChannelPair | undefined;
  for (let round = 1n; !ending.aborted; round += 1n) {
    height = await changePower(net, 1);
    if (observation.events.some(({ kind }) => kind === "vscPacketReceived")) {
      transfer ??= (await findCcvChannels(await consumer.relayPath())).transfer;
      if (transfer !== undefined) {
        await transferToProvider(net, consumer, transfer, { account: "user-0", amount: round });
        transferred += round;
      }
    }
    await net.provider.connection.waitForHeight(height + 4n);
  }
  return { height, transferred };
}

/**
 * Starts the relayer and kills it, again and again: once in four times while it starts, else at some time of its first
 * second at work.
 */
async function killOften(start: () => RelayChild, random: () => number): Promise<void> {
  let startingMs = 500;
  for (let kill = 0; kill < KILLS; kill += 1) {
    const started = performance.now();
    const child = start();
    if (random() < 0.25) {
      await sleep(random() * startingMs);
    } else {
      await child.until(() => true);
      startingMs = performance.now() - started;
      await sleep(random() * 1_000);
    }
    child.process.kill("SIGKILL");
    await child.exitCode;
    expect(child.process.signalCode).toBe("SIGKILL");
  }
}

test("a relayer killed 50 times at any point of handshake and relaying loses and doubles nothing", async () => {
  const seed = Number(process.env.KILL_SEED ?? Date.now() % 1_000_000);
  try {
    await onTestnet(topology, async ({ net, consumer, startWatched, expectState }) => {
      const observation = await startWatched();
      const config = await writeRelayConfig(net, join(net.folder, "relay.json"));
      const start = (): RelayChild => new RelayChild(["relay", "--config", config, "--json"], relayEnvironment(net));

      const ending = new AbortController();
      const traffic = makeTraffic(net, consumer, observation, ending.signal);
      traffic.catch(() => undefined); // Seen below.
      await killOften(start, seededRandom(seed));
      const last = start();
      await observation.until("vscPacketReceived");
      await last.until(({ event, to }) => event === "state" && to === "relaying");
      ending.abort();
      const { height, transferred } = await traffic;
      await untilAcknowledged(observation, height, { timeoutMs: 60_000 });

      const { ccv, transfer } = await findCcvChannels(await consumer.relayPath());
      const channels = [ccv, transfer].filter((channel) => channel !== undefined);
      expect(channels).toHaveLength(2);
      // Rewards are sent all the time: those of now are waited for.
      const onTheirWay = await packetsOnTheirWay(net, consumer, channels);
      await pollUntil(
        async () => {
          const still = await packetsOnTheirWay(net, consumer, channels);
          return onTheirWay.filter((packet) => still.includes(packet));
        },
        (packets) => packets.length === 0,
        { what: "every packet to be acknowledged" },
      );
      const [provider, onConsumer] = await pathEnds(net, consumer).then((ends) =>
        Promise.all(ends.map(describeChannels)),
      );
      expect(provider).toEqual(["connection-0 provider OPEN", "connection-0 transfer OPEN"]);
      expect(onConsumer).toEqual(["connection-0 consumer OPEN", "connection-0 transfer OPEN"]);
      expect(transferred).toBeGreaterThan(0n);
      expect(await receivedOnProvider(net, "user-0")).toBe(transferred);
      expectAllDelivered(observation);
      await expectState({ consumers: { "consumer-1": { channel: { provider: "OPEN", consumer: "OPEN" } } } });
      last.process.kill("SIGTERM");
      expect(await last.exitCode).toBe(130);
    });
  } catch (error) {
    if (error instanceof Error) error.message += `\nThe same times again: KILL_SEED=${seed}`;
    throw error;
  }
}, 900_000);
