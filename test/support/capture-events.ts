/**
 * Makes test/fixtures/ccv anew: `node test/support/capture-events.ts [scenario…]`. Each scenario has chains of its own
 * and a file of its own, with the first event of each form that they wrote; the file grows while the scenario runs.
 */
import { writeFileSync } from "node:fs";
import { captureScenarios } from "./capture-scenarios.ts";
import { EventCapture } from "./event-capture.ts";

const versions = "interchain-security v7.0.1, ibc-go v10.1.1, cosmos-sdk v0.50.13";
const asked = process.argv.slice(2);

for (const [name, scenario] of Object.entries(captureScenarios)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const file = new URL(`../fixtures/ccv/${name}-v7.0.1.json`, import.meta.url);
  const capture = new EventCapture((events) => {
    const lines = events.map((event) => JSON.stringify(event)).join(",\n");
    writeFileSync(file, `{"versions":${JSON.stringify(versions)},"events":[\n${lines}\n]}\n`);
  });
  await scenario(capture);
  process.stdout.write(`${name}: ${capture.events.length} events\n`);
}
