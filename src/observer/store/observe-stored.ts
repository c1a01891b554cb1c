import type { ObserverCursor } from "../cursor.ts";
import { type ObserveConsumerOptions, type ObservedBlock, observeBlocks } from "../observe.ts";
import type { ObserverEvent } from "../observer-event.ts";
import type { ObservationStore, Subject } from "./observation-store.ts";

/** What to observe, and where it is kept. */
export interface ObserveStoredOptions extends Omit<ObserveConsumerOptions, "cursor"> {
  readonly store: ObservationStore;
  /** When the right to write this history was given, by the store's own clock; default now. */
  readonly since?: Date;
}

/**
 * The history that the store holds of this consumer, then everything that happens from its end on, kept before it is
 * given. However often it is ended or killed, reading it again gives the same events and goes on. Where several processes
 * write to the store, the last one to begin owns the history; the one before it fails with the reason `conflict`.
 * @throws OBSERVER_STORE_FAILED, and as `observeConsumer`
 */
export async function* observeStored(options: ObserveStoredOptions): AsyncGenerator<ObserverEvent> {
  const { subject, cursor } = await begin(options);
  for await (const { event } of options.store.events(subject)) {
    options.signal?.throwIfAborted();
    yield event;
  }
  for await (const { events } of goOn(options, subject, cursor)) yield* events;
}

/** As `observeStored`, but only what happens from the history's end on, block by block, each given once it is kept. */
export async function* storeBlocks(options: ObserveStoredOptions): AsyncGenerator<ObservedBlock> {
  const { subject, cursor } = await begin(options);
  yield* goOn(options, subject, cursor);
}

async function begin({ store, provider, consumerId, since }: ObserveStoredOptions) {
  const subject: Subject = { providerChainId: provider.blocks.chainId, consumerId };
  await store.claim?.(subject, since && { since });
  return { subject, cursor: await store.cursor(subject) };
}

async function* goOn(
  { store, ...options }: ObserveStoredOptions,
  subject: Subject,
  cursor: ObserverCursor | undefined,
): AsyncGenerator<ObservedBlock> {
  for await (const block of observeBlocks({ ...options, cursor })) {
    await store.append(subject, block);
    yield block;
  }
}
