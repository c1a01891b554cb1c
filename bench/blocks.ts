import { createTestnet } from "../testnet/index.ts";
import { type Spread, spread } from "./statistics.ts";

/** Blocks measured at each block time; fewer where they are long. */
const SETTINGS: readonly { readonly blockTimeMs: number; readonly blocks: number }[] = [
  { blockTimeMs: 100, blocks: 60 },
  { blockTimeMs: 250, blocks: 40 },
  { blockTimeMs: 1_000, blocks: 15 },
  { blockTimeMs: 5_000, blocks: 5 },
];

/** Milliseconds between the header times of consecutive blocks of a three-validator provider. */
async function intervals(blockTimeMs: number, blocks: number): Promise<Spread> {
  await using net = await createTestnet({ blockTimeMs, provider: { validators: 3 } });
  const times: number[] = [];
  for await (const block of net.provider.connection.blocks({ from: 3n })) {
    times.push(block.time.getTime());
    if (times.length > blocks) break;
  }
  return spread(
    times.slice(1).map((time, index) => time - (times[index] ?? time)),
    0,
  );
}

const measured: Record<string, Spread & { ratio: number }> = {};
for (const { blockTimeMs, blocks } of SETTINGS) {
  console.error(`${blocks} blocks of ${blockTimeMs} ms`);
  const milliseconds = await intervals(blockTimeMs, blocks);
  measured[blockTimeMs] = { ...milliseconds, ratio: Number((milliseconds.median / blockTimeMs).toFixed(3)) };
}
console.log(JSON.stringify({ intervalMs: measured }));
