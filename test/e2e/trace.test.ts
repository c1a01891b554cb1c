import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type PlayedTrace, parseTrace, playTrace, traceTopology } from "../../testnet/index.ts";
import { onTestnet } from "../support/on-testnet.ts";

/** Plays a trace of test/fixtures/traces, watched from its consumer's creation on. */
async function play(name: string): Promise<PlayedTrace> {
  const path = join(import.meta.dirname, "..", "fixtures", "traces", `${name}.json`);
  const trace = parseTrace(await readFile(path, "utf8"));
  const played = Promise.withResolvers<PlayedTrace>();
  await onTestnet({ ...traceTopology(trace), blockTimeMs: 200 }, async ({ net, watch, attach, consumer }) => {
    let isWatched = false;
    let isAttached = false;
    const result = await playTrace(net, trace, {
      onStep: async ({ action }) => {
        if (action.type === "CreateConsumerChainAction" && !isWatched) {
          isWatched = true;
          await watch();
        }
        if (consumer.isRunning && isWatched && !isAttached) {
          isAttached = true;
          await attach();
        }
      },
    });
    expect(result.steps).toBe(trace.length);
    played.resolve(result);
  });
  return played.promise;
}

test("a trace in the format of interchain-security's own driver holds, step by step", async () => {
  const { facts, notJudged } = await play("opt-in-delegate-downtime");
  expect(facts).toBeGreaterThan(20);
  expect(notJudged).toEqual(["provi.ValBalances"]);
});

test("so does one with refusals, a key that is changed, a fork, and removals that are voted on", async () => {
  const { facts, notJudged } = await play("fork-and-removal");
  expect(facts).toBeGreaterThan(30);
  expect(notJudged).toEqual([]);
});
