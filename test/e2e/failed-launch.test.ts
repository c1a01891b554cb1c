import { isIcsError } from "../../src/index.ts";
import type { Testnet, TestnetConsumer } from "../../testnet/index.ts";
import { cometSet, expectSameSet, onTestnet, providerView } from "../support/on-testnet.ts";

/**
 * @scenario L3 launch
 * @proves a launch for which nobody active opted in puts the consumer back without a word; why is told, and the retry launches
 * @see LaunchConsumer and BeginBlockLaunchConsumers in x/ccv/provider/keeper/consumer_lifecycle.go
 */

async function failureOf(consumer: TestnetConsumer) {
  const error: unknown = await consumer.spawn({ timeoutMs: 60_000 }).then(
    () => undefined,
    (reason) => reason,
  );
  if (!isIcsError(error, "CCV_LAUNCH_FAILED")) throw error ?? new Error("The consumer launched");
  return error;
}

/** Provider blocks from the first at or after the spawn time to the one in which the failure was told; 1 is the same. */
async function blocksUntilTold(net: Testnet, spawnTime: Date, toldAt: bigint): Promise<number> {
  let blocks = 0;
  for (let height = toldAt; height > 0n; height -= 1n) {
    const block = await net.provider.connection.block(height);
    if (block.time < spawnTime) break;
    blocks += 1;
  }
  return blocks;
}

async function retry(net: Testnet, consumer: TestnetConsumer): Promise<void> {
  const owner = await net.provider.client("owner");
  await owner.updateConsumer({
    consumerId: consumer.consumerId,
    initializationParameters: consumer.initializationParameters(new Date()),
  });
  const spawned = await consumer.spawn({ timeoutMs: 60_000 });
  expect(spawned.chain.phase).toBe("LAUNCHED");
  await consumer.start();
  expectSameSet(await providerView(net, consumer), await cometSet(consumer.connection, 1n));
}

test("says that nobody opted in when a launch fails, and launches on the retry", async () => {
  const topology = {
    provider: { validators: 2 },
    consumers: [{ chainId: "consumer-1", validators: [{ validator: 0 }, { validator: 1 }], spawnDelayMs: 4_000 }],
  };
  await onTestnet(topology, async ({ net, consumer, watch, expectState }) => {
    await consumer.create();
    const observation = await watch();

    const error = await failureOf(consumer);
    expect(error.context).toMatchObject({
      consumerId: "0",
      chainId: "consumer-1",
      reason: "nobody-opted-in",
      optedIn: [],
    });
    expect(error.message).toContain('optIn("0")');
    expect(error.message).toContain("updateConsumer");
    const { spawnTime, providerHeight } = error.context;
    expect(await blocksUntilTold(net, spawnTime, providerHeight)).toBeLessThanOrEqual(2);
    const seen = await observation.until("launchFailed");
    expect(seen).toMatchObject({ reason: "nobody-opted-in", height: providerHeight });
    await expectState({ consumers: { "consumer-1": { phase: "REGISTERED", spawnTime: "none", optedIn: [] } } });

    await consumer.optIn();
    await retry(net, consumer);
    await observation.until("consumerPhaseChanged", ({ to }) => to === "LAUNCHED");
  });
});

test("says that nobody active opted in when only an inactive validator did", async () => {
  const topology = {
    provider: {
      validators: [{ stake: 300_000_000 }, { stake: 200_000_000 }, { stake: 100_000_000 }],
      maxValidators: 2,
    },
    consumers: [
      { chainId: "consumer-1", validators: [{ validator: 0 }, { validator: 2, running: false }], spawnDelayMs: 5_000 },
    ],
  };
  await onTestnet(topology, async ({ net, consumer, watch, expectState }) => {
    await consumer.create();
    const observation = await watch();
    await consumer.optInValidator("validator-2");

    const error = await failureOf(consumer);
    const inactive = net.provider.validator("validator-2").consensusAddress;
    expect(error.context).toMatchObject({ reason: "nobody-active-opted-in", optedIn: [inactive] });
    expect(await observation.until("launchFailed")).toMatchObject({
      reason: "nobody-active-opted-in",
      optedIn: [inactive],
    });
    await expectState({ consumers: { "consumer-1": { phase: "REGISTERED", optedIn: ["validator-2"] } } });

    await consumer.optInValidator("validator-0");
    await retry(net, consumer);
  });
});
