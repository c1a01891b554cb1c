import { syntheticPair } from "../../bench/observe/synthetic-pair.ts";
import { sleep } from "../../src/async/sleep.ts";
import type { Block } from "../../src/chain/block.ts";
import type { BlockSource, ConsumerSource, ProviderSource } from "../../src/observer/sources.ts";

/** Chains that make their blocks in time, the same for every process that is told the same numbers. */
export interface LiveChains {
  readonly consumers: number;
  readonly blocks: number;
  readonly begunMs: number;
  /** 0: all blocks are there at once. */
  readonly blockMs: number;
}

/** A made-up provider with its consumers, wire-true; each block can be read once it is due. */
export function liveChains(chains: LiveChains): {
  readonly provider: ProviderSource;
  readonly consumers: readonly { readonly consumerId: string; readonly source: ConsumerSource }[];
} {
  const pairs = Array.from({ length: chains.consumers }, (_, consumerId) => syntheticPair(consumerId, chains.blocks));
  const stateOf = (consumerId: string) => {
    const state = pairs[Number(consumerId)]?.provider.state;
    if (state === undefined) throw new Error(`there is no consumer ${consumerId}`);
    return state;
  };
  const blocks = merged(pairs.map(({ provider }) => provider.blocks));
  return {
    provider: {
      blocks: live(blocks, chains),
      state: {
        consumerState: (consumerId, height) => stateOf(consumerId).consumerState(consumerId, height),
        optedInValidators: (consumerId, height) => stateOf(consumerId).optedInValidators(consumerId, height),
        initialValidators: (consumerId, height) => stateOf(consumerId).initialValidators(consumerId, height),
        clientConnections: (clientId, height) =>
          stateOf(clientId.slice("07-tendermint-".length)).clientConnections(clientId, height),
      },
    },
    consumers: pairs.map(({ consumerId, consumer }) => ({
      consumerId,
      source: { ...consumer, blocks: live(consumer.blocks, chains) },
    })),
  };
}

/** One chain with the transactions and events of all; each block is made once, however many read it. */
function merged(sources: readonly BlockSource[]): BlockSource {
  const [first, ...others] = sources;
  if (first === undefined) throw new Error("there is no chain");
  const made: Promise<Block | undefined>[] = [];
  const iterators = [first, ...others].map((source) => source.blocks({ from: 1n })[Symbol.asyncIterator]());
  const make = async (): Promise<Block | undefined> => {
    const results = await Promise.all(iterators.map((iterator) => iterator.next()));
    const blocks = results.flatMap(({ value, done }) => (done ? [] : [value as Block]));
    const [block] = blocks;
    return block && { ...block, txs: blocks.flatMap(({ txs }) => txs), events: blocks.flatMap(({ events }) => events) };
  };
  return {
    chainId: first.chainId,
    async *blocks({ from }) {
      for (let height = Number(from); ; height += 1) {
        while (made.length < height) made.push(make());
        const block = await made[height - 1];
        if (block === undefined) return;
        yield block;
      }
    },
  };
}

function live(source: BlockSource, { begunMs, blockMs }: LiveChains): BlockSource {
  return {
    ...source,
    async *blocks(options) {
      for await (const block of source.blocks(options)) {
        const dueMs = begunMs + Number(block.height) * blockMs;
        if (dueMs > Date.now()) await sleep(dueMs - Date.now(), options.signal);
        options.signal?.throwIfAborted();
        yield block;
      }
    },
  };
}
