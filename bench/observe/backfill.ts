import { READ_AHEAD } from "../../src/chain/block-feed.ts";
import {
  allInvariants,
  type ChainConnection,
  checkInvariants,
  connectChain,
  consumerSource,
  providerSource,
} from "../../src/index.ts";
import { observeBlocks } from "../../src/observer/observe.ts";
import { blocksUpTo } from "../../src/observer/report/blocks-up-to.ts";
import { TimelineBuilder } from "../../src/observer/timeline-builder.ts";
import { spread } from "../statistics.ts";

/** Two chains that have made blocks up to these heights. */
export interface MadeChains {
  readonly consumerId: string;
  readonly provider: { readonly url: string; readonly height: bigint };
  readonly consumer: { readonly url: string; readonly height: bigint };
}

/** How quickly history is read. */
export interface Backfill {
  /** Median over the rounds of observer against bare loop; each asks for the same blocks, with as many under way. */
  readonly backfillRatio: number;
  readonly observerBlocksPerSecond: number;
  readonly bareBlocksPerSecond: number;
}

const ROUNDS = 9;

/** Reads the same history by turns: by the whole observer, and by a loop that only fetches. */
export async function measureBackfill(chains: MadeChains): Promise<Backfill> {
  const blocks = Number(chains.provider.height + chains.consumer.height);
  const rates = { observer: [] as number[], bare: [] as number[], ratio: [] as number[] };
  // The first round of each warms up both, and the nodes.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const isObserverFirst = round % 2 === 0;
    const first = await seconds(() => (isObserverFirst ? observe(chains) : fetchOnly(chains)));
    const second = await seconds(() => (isObserverFirst ? fetchOnly(chains) : observe(chains)));
    if (round === 0) continue;
    const [observer, bare] = isObserverFirst ? [blocks / first, blocks / second] : [blocks / second, blocks / first];
    rates.observer.push(observer);
    rates.bare.push(bare);
    rates.ratio.push(observer / bare);
  }
  return {
    backfillRatio: spread(rates.ratio).median,
    observerBlocksPerSecond: spread(rates.observer, 0).median,
    bareBlocksPerSecond: spread(rates.bare, 0).median,
  };
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1_000;
}

/** Decoded, reduced and judged, with the state that changes of phase and set ask for. */
async function observe({ consumerId, provider, consumer }: MadeChains): Promise<void> {
  await using providerChain = await connectChain({ url: provider.url });
  await using consumerChain = await connectChain({ url: consumer.url });
  const [sent, received] = [providerSource(providerChain), consumerSource(consumerChain)];
  const timeline = new TimelineBuilder();
  const read = observeBlocks({
    consumerId,
    provider: { ...sent, blocks: blocksUpTo(sent.blocks, provider.height) },
    consumer: { ...received, blocks: blocksUpTo(received.blocks, consumer.height) },
  });
  for await (const { events } of read) {
    for (const event of events) {
      timeline.add(event);
      const [violation] = checkInvariants(allInvariants, timeline.live, event);
      if (violation) throw new Error(`The chains broke ${violation.invariant}: ${violation.reason}`);
    }
  }
}

/** The same two answers of each block, as many of them under way as the observer has, and nothing done with them. */
async function fetchOnly({ provider, consumer }: MadeChains): Promise<void> {
  await Promise.all(
    [provider, consumer].map(async ({ url, height }) => {
      await using chain = await connectChain({ url });
      const asked: Promise<unknown>[] = [];
      for (let due = 1; due <= Number(height); due += 1) {
        const last = Math.min(due - 1 + Number(READ_AHEAD), Number(height));
        while (asked.length < last) asked.push(fetchBlock(chain, asked.length + 1));
        await asked[due - 1];
      }
    }),
  );
}

function fetchBlock({ comet }: ChainConnection, height: number): Promise<unknown> {
  return Promise.all([comet.block(height), comet.blockResults(height)]);
}
