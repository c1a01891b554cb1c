import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseTrace, playTrace, traceTopology } from "../../testnet/index.ts";
import { onTestnet } from "../support/on-testnet.ts";

test("a trace in the format of interchain-security's own driver holds, step by step", async () => {
  const path = join(import.meta.dirname, "..", "fixtures", "traces", "opt-in-delegate-downtime.json");
  const trace = parseTrace(await readFile(path, "utf8"));
  await onTestnet({ ...traceTopology(trace), blockTimeMs: 200 }, async ({ net, watch, attach, consumer }) => {
    let isWatched = false;
    let isAttached = false;
    const played = await playTrace(net, trace, {
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
    expect(played.steps).toBe(trace.length);
    expect(played.facts).toBeGreaterThan(20);
    expect(played.notJudged).toEqual(["provi.ValBalances"]);
  });
});
