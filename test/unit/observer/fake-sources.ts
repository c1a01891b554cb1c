import type { ValidatorUpdate } from "../../../src/ccv/validator-set.ts";
import type { Block } from "../../../src/chain/block.ts";
import { IcsError } from "../../../src/errors.ts";
import type {
  BlockSource,
  ConsumerSource,
  ConsumerState,
  OptedInValidator,
  ProviderSource,
} from "../../../src/observer/sources.ts";
import { launchSet, pairHistory } from "./pair-history.ts";
import { ids } from "./wire-blocks.ts";

/** A source that gives these blocks from the asked height on, then ends, or waits for its signal. */
export function blockSource(blocks: readonly Block[], options: { readonly waits?: boolean } = {}): BlockSource {
  return {
    chainId: blocks[0]?.chainId ?? "chain-1",
    async *blocks({ from, signal }) {
      for (const block of blocks) if (block.height >= from) yield block;
      if (options.waits) await aborted(signal);
    },
  };
}

/** A source that has pruned these heights, the first to the last. */
export function withoutBlocks(source: BlockSource, first: bigint, last = first): BlockSource {
  return {
    ...source,
    async *blocks(options) {
      for await (const block of source.blocks(options)) {
        const { height } = block;
        if (height >= first && height <= last) {
          throw new IcsError("RPC_HEIGHT_PRUNED", "gone", { url: "u", height, lowestHeight: last + 1n });
        }
        yield block;
      }
    },
  };
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal?.aborted) reject(signal.reason);
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** A provider with made-up state; counts how often its state was asked for. */
export function fakeProvider(options: {
  readonly blocks: BlockSource;
  readonly state: (height: bigint) => ConsumerState | undefined;
  readonly optedIn?: readonly OptedInValidator[];
  readonly initial?: readonly ValidatorUpdate[];
}): ProviderSource & { readonly askedHeights: bigint[]; readonly askedConnections: string[] } {
  const askedHeights: bigint[] = [];
  const askedConnections: string[] = [];
  return {
    askedHeights,
    askedConnections,
    blocks: options.blocks,
    state: {
      consumerState: async (_consumerId, height) => {
        askedHeights.push(height);
        return options.state(height);
      },
      optedInValidators: async () => options.optedIn ?? [],
      initialValidators: async () => options.initial ?? launchSet,
      clientConnections: async (clientId) => {
        askedConnections.push(clientId);
        return [ids.providerConnection];
      },
    },
  };
}

/** Both sources of the made-up history, or of its first blocks. */
export function historySources(
  options: { readonly waits?: boolean; readonly until?: { readonly provider: bigint; readonly consumer: bigint } } = {},
): {
  provider: ProviderSource;
  consumer: ConsumerSource;
} {
  const history = pairHistory();
  const { until } = options;
  const first = (blocks: readonly Block[], last: bigint | undefined): readonly Block[] =>
    blocks.filter(({ height }) => last === undefined || height <= last);
  return {
    provider: fakeProvider({
      blocks: blockSource(first(history.provider, until?.provider), options),
      state: history.state,
    }),
    consumer: {
      blocks: blockSource(first(history.consumer, until?.consumer), options),
      state: { validators: async (height) => history.set(height) },
    },
  };
}
