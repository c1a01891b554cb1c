import { execFileSync } from "node:child_process";
import { createTestnet } from "../testnet/index.ts";
import { type MadeChains, measureBackfill } from "./observe/backfill.ts";
import { measureReduce } from "./observe/reduce.ts";
import { measureScale, type Scale } from "./observe/scale.ts";
import { measureTip } from "./observe/tip.ts";

/** Consumers, and blocks of each: enough events to measure, and not more than memory takes. */
const SCALES: readonly (readonly [consumers: number, blocks: number])[] = [
  [1, 10_000],
  [100, 200],
  [10_000, 3],
];
const HISTORY_BLOCKS = 200n;
const TIP_BLOCKS = 120;

/** Each in a process of its own, so that memory is its own too. */
function scaleInChild(consumers: number, blocks: number): Scale {
  console.error(`${consumers} consumers, ${blocks} blocks of each`);
  const args = ["--expose-gc", "--max-old-space-size=8192", import.meta.filename, "scale", `${consumers}`, `${blocks}`];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }));
}

/** A launched consumer with some packets in its history, and what is measured on it. */
async function onRealChains() {
  console.error("starting a provider and a consumer");
  await using net = await createTestnet({
    blockTimeMs: 250,
    provider: { validators: 2, blocksPerEpoch: 20 },
    consumers: [{ chainId: "consumer-1", validators: [{ validator: 0 }, { validator: 1, ownKey: true }] }],
  });
  const consumer = net.consumer();
  for (let change = 0; change < 3; change += 1) await net.provider.delegate("validator-0", 1_000_000n);
  await net.provider.connection.waitForHeight(HISTORY_BLOCKS);
  const chains: MadeChains = {
    consumerId: consumer.consumerId,
    provider: { url: net.provider.chain.rpcUrl, height: await net.provider.connection.latestHeight() },
    consumer: { url: consumer.chain.rpcUrl, height: await consumer.connection.latestHeight() },
  };
  console.error(`backfill of ${chains.provider.height} and ${chains.consumer.height} blocks`);
  const backfill = await measureBackfill(chains);
  console.error(`${TIP_BLOCKS} blocks at the tip`);
  return { ...backfill, ...(await measureTip(chains, TIP_BLOCKS)) };
}

async function measureAll() {
  const real = await onRealChains();
  const scales = SCALES.map(([consumers, blocks]) => [consumers, scaleInChild(consumers, blocks)] as const);
  const by = (figure: keyof Scale) =>
    Object.fromEntries(scales.map(([consumers, scale]) => [consumers, scale[figure]]));
  const { backfillRatio, rpcCallsPerBlock, lagSeconds, ...more } = real;
  return {
    ...{ backfillRatio, rpcCallsPerBlock, lagSeconds },
    ...{ rssMiB: by("rssMiB"), eventsPerSecond: by("eventsPerSecond") },
    ...more,
    ...(await measureReduce()),
  };
}

const [mode, consumers, blocks] = process.argv.slice(2);
const measured = mode === "scale" ? await measureScale(Number(consumers), Number(blocks)) : await measureAll();
console.log(JSON.stringify(measured));
