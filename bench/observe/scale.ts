import type { Block } from "../../src/chain/block.ts";
import { createObserverService } from "../../src/observer/service/observer-service.ts";
import type { BlockSource, ProviderSource } from "../../src/observer/sources.ts";
import { type SyntheticPair, syntheticPair } from "./synthetic-pair.ts";

/** What a service of so many consumers did. */
export interface Scale {
  /** Per second of processor time, decoding to summary. */
  readonly eventsPerSecond: number;
  /** Of the process, its blocks included, after a collection of garbage. */
  readonly rssMiB: number;
}

/**
 * Follows consumers of one made-up provider, each of which gets a VSC packet in every block, written as real chains write
 * them. The blocks are made before the clock starts.
 */
export async function measureScale(consumers: number, blocks: number): Promise<Scale> {
  const pairs = Array.from({ length: consumers }, (_value, consumerId) => syntheticPair(consumerId, blocks));
  const provider = await made(merged(pairs.map((pair) => pair.provider.blocks)));
  const sources: BlockSource[] = [];
  for (const { consumer } of pairs) sources.push(await made(consumer.blocks));
  let events = 0;
  const before = process.cpuUsage();
  await using service = createObserverService({
    provider: { blocks: provider, state: sharedState(pairs) },
    consumers: pairs.map(({ consumerId, consumer }, index) => ({
      consumerId,
      source: { ...consumer, blocks: sources[index] ?? consumer.blocks },
    })),
    onMessage: (message) => {
      if (message.type === "violation") throw new Error(`A made-up chain broke ${message.violation.invariant}`);
      if (message.type === "event") events += 1;
    },
  });
  await Promise.all(service.consumers.map(({ ended }) => ended));
  const { user, system } = process.cpuUsage(before);
  for (const { failure, timeline } of service.consumers) {
    if (failure !== undefined) throw failure;
    if (timeline.counts.vsc.received !== blocks) throw new Error("A packet was lost");
  }
  globalThis.gc?.();
  const rssMiB = Math.round(process.memoryUsage().rss / 2 ** 20);
  return { eventsPerSecond: Math.round((events * 1_000_000) / (user + system)), rssMiB };
}

/** The same blocks, made beforehand. */
async function made(source: BlockSource): Promise<BlockSource> {
  const blocks: Block[] = [];
  for await (const block of source.blocks({ from: 1n })) blocks.push(block);
  return {
    chainId: source.chainId,
    async *blocks({ from }) {
      yield* blocks.slice(Number(from) - 1);
    },
  };
}

/** One provider of all pairs: each answers for its own consumer. */
function sharedState(pairs: readonly SyntheticPair[]): ProviderSource["state"] {
  const byName = new Map(
    pairs.flatMap(({ consumerId, provider: { state } }) => [
      [consumerId, state],
      [`07-tendermint-${consumerId}`, state],
    ]),
  );
  const of = (name: string): ProviderSource["state"] => {
    const state = byName.get(name);
    if (state === undefined) throw new Error(`There is no ${name}`);
    return state;
  };
  return {
    consumerState: (id, height) => of(id).consumerState(id, height),
    optedInValidators: (id, height) => of(id).optedInValidators(id, height),
    initialValidators: (id, height) => of(id).initialValidators(id, height),
    clientConnections: (id, height) => of(id).clientConnections(id, height),
  };
}

/** A chain whose blocks hold what those of all do. */
function merged(sources: readonly BlockSource[]): BlockSource {
  return {
    chainId: sources[0]?.chainId ?? "",
    async *blocks(options) {
      const iterators = sources.map((source) => source.blocks(options)[Symbol.asyncIterator]());
      for (;;) {
        const next = await Promise.all(iterators.map((iterator) => iterator.next()));
        const blocks = next.flatMap(({ value, done }): Block[] => (done ? [] : [value]));
        const [first] = blocks;
        if (first === undefined) return;
        const [txs, events] = [blocks.flatMap((each) => each.txs), blocks.flatMap((each) => each.events)];
        yield { ...first, txs, events };
      }
    },
  };
}
