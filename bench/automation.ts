import { measureLaunch } from "./automation/launch-seconds.ts";
import { measurePlan } from "./automation/measure-plan.ts";
import { spread } from "./statistics.ts";

const CONSUMERS = 1_000;
const RUNS = 5;

console.error(`planning over ${CONSUMERS} consumers, ${RUNS} times`);
const plan = await measurePlan(CONSUMERS, RUNS);
console.error(`launching ${RUNS} times`);
const launches: number[] = [];
for (let run = 0; run < RUNS; run += 1) launches.push(await measureLaunch());
console.log(
  JSON.stringify({
    planSeconds: Number(plan.seconds.toFixed(3)),
    planRoundTrips: plan.roundTrips,
    planConsumers: plan.consumers,
    launchSeconds: spread(launches).median,
  }),
);
