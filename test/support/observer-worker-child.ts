import { runObserverWorker } from "../../src/observer/workers/run-observer-worker.ts";
import { type LiveChains, liveChains } from "./live-chains.ts";

/** A worker as a process: tells its share and each block that it kept, one JSON array a line. */
const connectionString = process.env.STORE ?? "";
const chains = JSON.parse(process.env.CHAINS ?? "") as LiveChains;
const end = new AbortController();
process.once("SIGTERM", () => end.abort());
const tell = (...line: readonly unknown[]): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

await runObserverWorker({
  ...liveChains(chains),
  store: { connectionString },
  signal: end.signal,
  onShare: (consumerIds) => tell("share", consumerIds),
  onBlock: (consumerId, block) => tell("block", consumerId, block.chain, String(block.cursor.height)),
  onFailure: (consumerId, error) => tell("failure", consumerId, String(error)),
  logger: {
    debug: () => undefined,
    info: () => undefined,
    warn: (message, fields) => tell("warn", message, fields),
    error: (message, fields) => tell("error", message, fields),
  },
});
tell("end");
