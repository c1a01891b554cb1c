import { connectChain, consumerSource, type Hop, Observation, providerSource } from "../src/index.ts";
import { createTestnet, type Testnet } from "../testnet/index.ts";
import { type DemoRun, runDemoProcess } from "./demo-process.ts";
import { spread } from "./statistics.ts";

const RUNS = 5;

/** What one launch took. */
interface LaunchRun {
  readonly providerFirstBlockSeconds: number;
  readonly spawnToChannelOpenSeconds: number;
  /** Consumer blocks from the delegation's commit on the provider to the first block that the new power signs. */
  readonly powerChangeBlocks: number;
  readonly hops: readonly Hop[];
}

/** A provider of three validators and a consumer of all three, timed from nothing to a change of power. */
async function launch(): Promise<LaunchRun> {
  const begun = performance.now();
  const validators = [{ validator: 0 }, { validator: 1 }, { validator: 2 }];
  await using net = await createTestnet(
    { provider: { validators: 3 }, consumers: [{ chainId: "consumer-1", validators }] },
    { launch: false },
  );
  await net.provider.connection.waitForHeight(1n);
  const providerFirstBlockSeconds = (performance.now() - begun) / 1000;
  const consumer = net.consumer();
  await consumer.create();
  await consumer.optIn();
  await consumer.spawn();
  const spawned = performance.now();
  await consumer.start();
  const { hops } = await consumer.openChannel();
  const spawnToChannelOpenSeconds = (performance.now() - spawned) / 1000;
  const powerChangeBlocks = await changePower(net);
  return { providerFirstBlockSeconds, spawnToChannelOpenSeconds, powerChangeBlocks, hops };
}

async function changePower(net: Testnet): Promise<number> {
  const consumer = net.consumer();
  await using provider = await connectChain({ url: net.provider.chain.rpcUrl });
  await using follower = await connectChain({ url: consumer.chain.rpcUrl });
  await using observation = new Observation({
    consumerId: consumer.consumerId,
    provider: providerSource(provider),
    consumer: consumerSource(follower),
  });
  const delegated = await net.provider.delegate("validator-0", 50_000_000n);
  const committedAt = consumer.connection.knownHeight;
  const sent = await observation.until("vscPacketSent", ({ height }) => height >= delegated.height);
  const applied = await observation.until("validatorSetApplied", ({ sequences }) => sequences.includes(sent.sequence));
  return Number(applied.effectiveHeight - committedAt);
}

const launches: LaunchRun[] = [];
const demos: DemoRun[] = [];
for (let run = 1; run <= RUNS; run += 1) {
  console.error(`run ${run} of ${RUNS}: launch`);
  launches.push(await launch());
  console.error(`run ${run} of ${RUNS}: demo`);
  demos.push(await runDemoProcess());
}
console.log(
  JSON.stringify({
    providerFirstBlockSeconds: spread(launches.map((run) => run.providerFirstBlockSeconds)),
    spawnToChannelOpenSeconds: spread(launches.map((run) => run.spawnToChannelOpenSeconds)),
    powerChangeBlocks: spread(launches.map((run) => run.powerChangeBlocks)),
    hopBlocks: spread(launches.flatMap((run) => run.hops.map(({ blocks }) => blocks))),
    ccvHops: Math.max(...launches.map((run) => run.hops.length)),
    demoSeconds: spread(demos.map((run) => run.seconds)),
    rssMiB: spread(
      demos.map((run) => run.rssMiB),
      0,
    ),
  }),
);
