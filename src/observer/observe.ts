import type { ConsumerId } from "../ccv/identifiers.ts";
import { placed } from "./block-events.ts";
import { ConsumerDecoder } from "./consumer-decoder.ts";
import { gapFreeBlocks } from "./gap-free.ts";
import { mergeStreams } from "./merge-streams.ts";
import type { ObserverEvent } from "./observer-event.ts";
import { PhaseWatch } from "./phase-watch.ts";
import { ProviderDecoder } from "./provider-decoder.ts";
import type { ConsumerSource, ProviderSource } from "./sources.ts";

/** What to observe, and from where. */
export interface ObserveConsumerOptions {
  readonly consumerId: ConsumerId;
  readonly provider: ProviderSource;
  /** A promise where the consumer starts later, which is the rule: it is waited for beside the provider. */
  readonly consumer?: ConsumerSource | Promise<ConsumerSource>;
  /** First height to read on each chain; default 1, the first block. */
  readonly from?: { readonly provider?: bigint; readonly consumer?: bigint };
  /** Aborting ends the stream with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Everything that happens between a provider and one of its consumers, read from the blocks and state of both chains
 * alone. Each chain's events come in its own order, the two chains' as they arrive; `reduceTimeline` gives the same for
 * any interleaving. Runs at the reader's pace; `break` ends it.
 * @throws OBSERVER_GAP where a source skips or repeats a block; the sources' own errors; the signal's reason
 */
export async function* observeConsumer(options: ObserveConsumerOptions): AsyncGenerator<ObserverEvent> {
  const closing = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, closing.signal]) : closing.signal;
  signal.throwIfAborted();
  const streams = [followProvider(options, signal)];
  if (options.consumer !== undefined) streams.push(followConsumer(options, options.consumer, signal));
  try {
    yield* mergeStreams(streams);
  } finally {
    closing.abort(new DOMException("The observer was closed", "AbortError"));
  }
}

async function* followProvider(options: ObserveConsumerOptions, signal: AbortSignal): AsyncGenerator<ObserverEvent> {
  const { consumerId, provider, from } = options;
  const decoder = new ProviderDecoder(consumerId);
  const phases = new PhaseWatch(consumerId, provider.state);
  const first = from?.provider ?? 1n;
  for await (const block of gapFreeBlocks(provider.blocks, first, signal)) {
    if (block.height === first) await learnChannels(options, decoder, block.height);
    const events = decoder.decode(block);
    yield* events;
    yield* await phases.follow(block, events);
    // A deleted consumer has no client any more; its last one stays known here.
    const isNewClient = phases.clientId !== undefined && phases.clientId !== decoder.clientId;
    if (isNewClient) await learnChannels(options, decoder, block.height);
  }
}

/** A client and its connections leave no trace in later blocks, and a launch on an existing connection leaves none at all. */
async function learnChannels(options: ObserveConsumerOptions, decoder: ProviderDecoder, height: bigint): Promise<void> {
  const { state } = options.provider;
  const clientId = (await state.consumerState(options.consumerId, height))?.clientId;
  if (clientId !== undefined) decoder.learn(clientId, await state.clientConnections(clientId, height));
}

async function* followConsumer(
  options: ObserveConsumerOptions,
  attached: ConsumerSource | Promise<ConsumerSource>,
  signal: AbortSignal,
): AsyncGenerator<ObserverEvent> {
  const consumer = await untilAborted(attached, signal);
  const decoder = new ConsumerDecoder();
  const from = options.from?.consumer ?? 1n;
  const dueReads = new Set([from]);
  for await (const block of gapFreeBlocks(consumer.blocks, from, signal)) {
    const events = decoder.decode(block);
    yield* events;
    for (const event of events) if (event.kind === "validatorSetApplied") dueReads.add(event.effectiveHeight);
    if (!dueReads.delete(block.height)) continue;
    const validators = await consumer.state.validators(block.height);
    yield placed("consumer", block, { kind: "validatorSetRead", validators });
  }
}

async function untilAborted<T>(value: T | Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([value, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
