import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type ChainConnection,
  consumerSpecSchema,
  type LaunchRelayer,
  launchConsumer,
  openCcvChannel,
  relayPackets,
} from "../../src/index.ts";
import { createTestnet, type TestnetConsumer } from "../../testnet/index.ts";

/** Seconds of a launch at the default block time: from the creation to the first acknowledged VSC packet. */
export async function measureLaunch(): Promise<number> {
  let genesisFile = "";
  let node: ChainConnection | undefined;
  const validators = [{ validator: 0 }, { validator: 1 }, { validator: 2 }];
  const patch = () => JSON.parse(genesisFile);
  await using net = await createTestnet(
    { provider: { validators: 3 }, consumers: [{ chainId: "consumer-1", validators, genesis: patch }] },
    { launch: false },
  );
  const consumer = net.consumer();
  const placed = Promise.withResolvers<void>();
  const prepared = await consumer.prepare();
  const spawn = consumer.initializationParameters().spawnTime?.getTime() ?? 0;
  // Long enough for three validators to opt in, as in every testnet.
  const delayMs = Math.ceil(spawn - Date.now());
  const coins = [`1000000000000${prepared.denom}`];
  const spec = consumerSpecSchema.parse({
    chainId: "consumer-1",
    metadata: { name: "launched", description: "d", metadata: "m" },
    initialization: { spawnTime: `+${delayMs}ms`, unbondingPeriod: `${consumer.spec.unbondingSeconds}s` },
    genesis: { accounts: prepared.accounts.map(({ address }) => ({ address, coins })) },
    firstPacket: { delegate: `1000000${net.provider.chain.denom}` },
  });
  const begun = performance.now();
  const launching = launchConsumer({
    spec,
    provider: await net.provider.client("owner"),
    onConsumerId: async (consumerId) => {
      consumer.adopt(consumerId);
      takePart(consumer, placed.promise).then((connection) => {
        node = connection;
      }, placed.reject);
    },
    baseGenesis: async () => ({ ...prepared.defaultGenesis }),
    placeGenesis: async (text) => {
      const path = join(net.folder, "genesis.json");
      await writeFile(path, text);
      genesisFile = await readFile(path, "utf8");
      placed.resolve();
      return { path, isNew: true };
    },
    connectConsumer: async () => node,
    relayer: relayerOf(consumer),
    signal: AbortSignal.timeout(120_000),
  });
  await Promise.race([launching, placed.promise.then(() => launching)]);
  return (performance.now() - begun) / 1000;
}

/** What the validators do: opt in, and start their nodes with the genesis file. */
async function takePart(consumer: TestnetConsumer, placed: Promise<void>): Promise<ChainConnection> {
  await consumer.optIn();
  await consumer.spawn();
  await placed;
  await consumer.start();
  return consumer.connection;
}

function relayerOf(consumer: TestnetConsumer): LaunchRelayer {
  return {
    openChannel: async (_chain, _id, options) => {
      await openCcvChannel(await consumer.relayPath("relayer"), options);
    },
    relay: async (_chain, _id, options) => {
      const path = await consumer.relayPath("relayer");
      const { ccv } = await openCcvChannel(path, options);
      await relayPackets(path, [ccv], options);
    },
  };
}
