import { connectChain, queryConsumerOverviews } from "../../src/index.ts";

/** How all consumers were listed. */
export interface Listing {
  readonly consumers: number;
  readonly validators: number;
  readonly seconds: number;
  /** HTTP requests. */
  readonly roundTrips: number;
  /** By how much this process grew meanwhile. */
  readonly grownMiB: number;
}

/** Lists every consumer with the composite read model, over a connection of its own. */
export async function listConsumers(url: string): Promise<Listing> {
  await using connection = await connectChain({ url });
  const requests = countRequests();
  const begun = performance.now();
  const before = process.memoryUsage.rss();
  let [consumers, validators, rss] = [0, 0, before];
  try {
    for await (const overview of queryConsumerOverviews(connection)) {
      consumers += 1;
      validators += overview.validators.length;
      if (consumers % 50 === 0) rss = Math.max(rss, process.memoryUsage.rss());
    }
  } finally {
    requests.stop();
  }
  const seconds = (performance.now() - begun) / 1000;
  return { consumers, validators, seconds, roundTrips: requests.count, grownMiB: Math.round((rss - before) / 2 ** 20) };
}

/** Counts the HTTP requests of this process. */
export function countRequests() {
  const { fetch } = globalThis;
  const counted = {
    count: 0,
    stop: (): void => {
      globalThis.fetch = fetch;
    },
  };
  globalThis.fetch = (...request) => {
    counted.count += 1;
    return fetch(...request);
  };
  return counted;
}
