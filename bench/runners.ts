import { findBinary } from "../testnet/binaries.ts";
import { connectEngine } from "../testnet/runner/container/engine.ts";
import { packBinary } from "../testnet/runner/container/find-image.ts";
import type { RunnerName } from "../testnet/topology.ts";
import { type RunnerRun, timeLaunch } from "./runners/time-launch.ts";
import { spread } from "./statistics.ts";

const RUNS = 4;
const runners: readonly RunnerName[] = ["native", "container"];

/** The stock provider's image made anew, then asked for again. */
async function timeImage(): Promise<{ imageMiB: number; coldBuildSeconds: number; warmBuildSeconds: number }> {
  const { dockerode } = (await connectEngine()).client.container;
  const binary = await findBinary("pd");
  const first = (await packBinary(binary)).image ?? "";
  await dockerode.getImage(first).remove({ force: true });
  const timed = async (): Promise<number> => {
    const begun = performance.now();
    await packBinary(binary);
    return (performance.now() - begun) / 1000;
  };
  const coldBuildSeconds = await timed();
  const warmBuildSeconds = await timed();
  const { Size } = await dockerode.getImage(first).inspect();
  return { imageMiB: Size / 2 ** 20, coldBuildSeconds, warmBuildSeconds };
}

const image = await timeImage();
const runs: Record<RunnerName, RunnerRun[]> = { native: [], container: [] };
for (let run = 1; run <= RUNS; run += 1) {
  // Each goes first in every other run.
  for (const runner of run % 2 === 0 ? runners.toReversed() : runners) {
    const taken = await timeLaunch(runner);
    console.error(`run ${run} of ${RUNS}, ${runner}: ${JSON.stringify(taken)}`);
    runs[runner].push(taken);
  }
}

const middle = (runner: RunnerName, of: (run: RunnerRun) => number): number => spread(runs[runner].map(of)).median;
const ratio = (of: (run: RunnerRun) => number): number => round(middle("container", of) / middle("native", of));
const round = (value: number): number => Math.round(value * 100) / 100;

console.error("");
for (const runner of runners) {
  const [first, launched, memory] = [
    middle(runner, (run) => run.firstBlockSeconds),
    middle(runner, (run) => run.launchSeconds),
    middle(runner, (run) => run.nodeMiB),
  ];
  console.error(
    `${runner.padEnd(9)} first block ${first.toFixed(1)} s, channel open ${launched.toFixed(1)} s, ${memory.toFixed(0)} MiB a node`,
  );
}
console.log(
  JSON.stringify({
    firstBlockRatio: ratio((run) => run.firstBlockSeconds),
    launchRatio: ratio((run) => run.launchSeconds),
    memoryRatio: ratio((run) => run.nodeMiB),
    imageMiB: Math.round(image.imageMiB),
    coldBuildSeconds: round(image.coldBuildSeconds),
    warmBuildSeconds: round(image.warmBuildSeconds),
  }),
);
