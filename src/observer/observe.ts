import type { ConsumerId } from "../ccv/identifiers.ts";
import { checkCursor, type ObserverCursor } from "./cursor.ts";
import { followConsumer, type ObservedConsumerBlock } from "./follow-consumer.ts";
import { followProvider, type ObservedProviderBlock } from "./follow-provider.ts";
import { mergeStreams } from "./merge-streams.ts";
import type { ObserverEvent } from "./observer-event.ts";
import type { ConsumerSource, ProviderSource } from "./sources.ts";
import type { FirstHeight } from "./start-height.ts";

/** What to observe, and from where. */
export interface ObserveConsumerOptions {
  readonly consumerId: ConsumerId;
  readonly provider: ProviderSource;
  /** A promise where the consumer starts later, which is the rule: it is waited for beside the provider. */
  readonly consumer?: ConsumerSource | Promise<ConsumerSource>;
  /** First height to read on each chain, or the last block that it has made; default 1, the first block. */
  readonly from?: { readonly provider?: FirstHeight | undefined; readonly consumer?: FirstHeight | undefined };
  /** Goes on after the blocks that were read before, instead of at `from`. */
  readonly cursor?: ObserverCursor | undefined;
  /** Reads each chain's state beside its events after every so many blocks; default never. */
  readonly stateEveryBlocks?: bigint | undefined;
  /** Reads the state, too, once the height is reached that a chain had when observing began; default false. */
  readonly stateAtTip?: boolean;
  /** After so long without a block a node is asked whether it is still the same chain; default 10,000. */
  readonly stallCheckMs?: number | undefined;
  /** Aborting ends the stream with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** All that one block told, and where to go on after it. */
export type ObservedBlock = ObservedProviderBlock | ObservedConsumerBlock;

/**
 * Everything that happens between a provider and one of its consumers, read from the blocks and state of both chains
 * alone. Each chain's events come in its own order, the two chains' as they arrive; `reduceTimeline` gives the same for
 * any interleaving. Runs at the reader's pace; `break` ends it. Blocks that a node no longer keeps are named by
 * `blocksMissing`, and a node that does not answer is asked again.
 * @throws OBSERVER_GAP where a source skips or repeats a block; OBSERVER_CHAIN_RESTARTED after the event `chainRestarted`;
 * OBSERVER_CURSOR_INVALID; the sources' own errors; the signal's reason
 */
export async function* observeConsumer(options: ObserveConsumerOptions): AsyncGenerator<ObserverEvent> {
  for await (const { events } of observeBlocks(options)) yield* events;
}

/**
 * As `observeConsumer`, block by block, those that told nothing among them. Keeping a block's events together with its
 * cursor, and going on from there, gives every event once.
 */
export async function* observeBlocks(options: ObserveConsumerOptions): AsyncGenerator<ObservedBlock> {
  const closing = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, closing.signal]) : closing.signal;
  signal.throwIfAborted();
  const { consumerId, provider, consumer } = options;
  checkCursor(options.cursor, { consumerId, providerChainId: provider.blocks.chainId });
  const streams: AsyncIterable<ObservedBlock>[] = [followProvider(options, signal)];
  if (consumer !== undefined) streams.push(followConsumer(options, consumer, signal));
  try {
    yield* mergeStreams(streams);
  } finally {
    closing.abort(new DOMException("The observer was closed", "AbortError"));
  }
}
