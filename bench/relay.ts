import { Command, InvalidArgumentError } from "commander";
import { buildRly } from "./relay/build-rly.ts";
import { measureClearing } from "./relay/clear.ts";
import { findHermes } from "./relay/find-hermes.ts";
import type { BenchContext, PeerName } from "./relay/peers.ts";
import { type RelayBenchResults, relayReport } from "./relay/report.ts";
import { measureScale } from "./relay/scale.ts";
import { measureSideBySide } from "./relay/side-by-side.ts";

const parts = ["side-by-side", "fast", "clear", "scale"] as const;
type Part = (typeof parts)[number];

interface Flags {
  readonly only: readonly Part[];
  readonly packets: number;
  readonly queued: number;
  readonly consumers: readonly number[];
  readonly keep: boolean;
}

function parseFlags(): Flags {
  const count = (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("A whole number from 1 on is wanted.");
    return value;
  };
  const part = (text: string): Part => {
    const found = parts.find((candidate) => candidate === text);
    if (found === undefined) throw new InvalidArgumentError(`One of ${parts.join(", ")} is wanted.`);
    return found;
  };
  return new Command("bench:relay")
    .description(
      "Measures icskit's relayer beside rly, and beside Hermes where it is on the PATH; the last line is JSON",
    )
    .option("--only <parts>", `some of ${parts.join(", ")}`, (text) => text.split(",").map(part), [...parts])
    .option("--packets <n>", "packets per block time", count, 100)
    .option("--queued <n>", "packets that are queued, then cleared", count, 1_000)
    .option(
      "--consumers <list>",
      "how many consumers one process serves",
      (text) => text.split(",").map(count),
      [1, 10, 50],
    )
    .option("--keep", "keep homes and logs of the testnets", false)
    .parse()
    .opts<Flags>();
}

const interrupt = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => interrupt.abort(new Error(`Interrupted by ${signal}`)));
}
const begun = performance.now();
const say = (line: string): void => {
  console.error(`${((performance.now() - begun) / 1000).toFixed(0).padStart(4)} s  ${line}`);
};

type Measured = { -readonly [Part in keyof RelayBenchResults]: RelayBenchResults[Part] };

/** Hermes takes most of a second for each packet of an ordered channel: quicker ones would measure its queue. */
const atPaceOfHermes = (packets: number) => ({ packets: Math.min(packets, 30), blocksPerPacket: 12 });

/** Measures into `results`, so that what was measured is there whatever becomes of the rest. */
async function measure({ only, packets, queued, consumers, keep }: Flags, results: Measured): Promise<void> {
  const rly = await buildRly(say, interrupt.signal);
  const hermes = await findHermes(process.env.PATH);
  if (hermes === undefined) say("no hermes on the PATH: measuring without it");
  const context: BenchContext = { rly, hermes, keep, say, signal: interrupt.signal };
  const sideBySide = async (blockTimeMs: number, peers: readonly PeerName[]) => {
    say(`blocks of ${blockTimeMs} ms`);
    const pace = peers.includes("hermes") ? atPaceOfHermes(packets) : { packets };
    return measureSideBySide({ context, peers, blockTimeMs, countCalls: peers.includes("rly"), ...pace });
  };
  if (only.includes("side-by-side")) results.at1000 = await sideBySide(1_000, ["rly", "icskit"]);
  if (only.includes("fast")) {
    // rly never gets in sync with blocks of 250 ms: it asks for them once a second.
    results.at250 = await sideBySide(250, [...(hermes === undefined ? [] : (["hermes"] as const)), "icskit"]);
    results.at100 = await sideBySide(100, ["icskit"]);
  }
  if (only.includes("clear")) results.cleared = await measureClearing(context, queued);
  if (only.includes("scale")) results.scale = await measureScale(context, consumers);
}

const results: Measured = {};
try {
  await measure(parseFlags(), results);
} catch (error) {
  console.error(interrupt.signal.aborted ? "Interrupted" : error);
  process.exitCode = interrupt.signal.aborted ? 130 : 1;
} finally {
  console.log(JSON.stringify(relayReport(results)));
}
