import { connectChain, consumerSource, providerSource } from "../../src/index.ts";
import { observeBlocks } from "../../src/observer/observe.ts";
import { FaultProxy } from "../../test/support/fault-proxy.ts";
import { type Percentiles, percentiles } from "../statistics.ts";
import type { MadeChains } from "./backfill.ts";

/** What an observer costs and how late it is while chains go on with nothing to do. */
export interface Tip {
  /** JSON-RPC calls per block that came, those that read state among them, of one chain: the larger of the two. */
  readonly rpcCallsPerBlock: number;
  readonly rpcCallsPerBlockByChain: ByChain;
  /** HTTP requests that held these calls. */
  readonly httpRequestsPerBlockByChain: ByChain;
  /**
   * From the next block's time, which is the median of the times at which the validators signed for this block, until
   * the observer has told it. In between the last votes travel, and the node executes and stores the block.
   */
  readonly lagSeconds: Percentiles;
}

interface ByChain {
  readonly provider: number;
  readonly consumer: number;
}

/** Follows both chains for so many blocks of each from their tips on, through proxies that count. */
export async function measureTip(chains: MadeChains, blocks: number): Promise<Tip> {
  await using providerProxy = await FaultProxy.start(chains.provider.url);
  await using consumerProxy = await FaultProxy.start(chains.consumer.url);
  await using provider = await connectChain({ url: providerProxy.url });
  await using consumer = await connectChain({ url: consumerProxy.url });
  const proxies = { provider: providerProxy, consumer: consumerProxy };
  const seen = { provider: [] as Seen[], consumer: [] as Seen[] };
  const read = observeBlocks({
    consumerId: chains.consumerId,
    provider: providerSource(provider),
    consumer: consumerSource(consumer),
    from: { provider: await provider.latestHeight(), consumer: await consumer.latestHeight() },
    stateEveryBlocks: 20n,
  });
  for await (const { chain, time } of read) {
    const list = seen[chain];
    const { asked, requests } = proxies[chain];
    list.push({ at: Date.now(), time: time?.getTime() ?? Number.NaN, calls: asked.length, requests });
    if (seen.provider.length > blocks && seen.consumer.length > blocks) break;
  }
  // What an observer asks once at its beginning, before its first block, does not count.
  const perBlock = (chain: keyof ByChain, what: "calls" | "requests"): number => {
    const [first, last] = [seen[chain][0], seen[chain][blocks]];
    return first && last ? Number(((last[what] - first[what]) / blocks).toFixed(2)) : Number.NaN;
  };
  const byChain = (what: "calls" | "requests"): ByChain => ({
    provider: perBlock("provider", what),
    consumer: perBlock("consumer", what),
  });
  const calls = byChain("calls");
  return {
    rpcCallsPerBlock: Math.max(calls.provider, calls.consumer),
    rpcCallsPerBlockByChain: calls,
    httpRequestsPerBlockByChain: byChain("requests"),
    lagSeconds: percentiles([...lags(seen.provider), ...lags(seen.consumer)], 3),
  };
}

interface Seen {
  readonly at: number;
  readonly time: number;
  /** Asked of the chain's node by then. */
  readonly calls: number;
  readonly requests: number;
}

function lags(seen: readonly Seen[]): number[] {
  return seen.slice(1, -1).flatMap(({ at }, index) => {
    const committed = seen[index + 2]?.time;
    return committed === undefined ? [] : [(at - committed) / 1_000];
  });
}
