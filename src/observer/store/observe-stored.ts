import { type ObserveConsumerOptions, observeBlocks } from "../observe.ts";
import type { ObserverEvent } from "../observer-event.ts";
import type { ObservationStore, Subject } from "./observation-store.ts";

/** What to observe, and where it is kept. */
export interface ObserveStoredOptions extends Omit<ObserveConsumerOptions, "cursor"> {
  readonly store: ObservationStore;
}

/**
 * The history that the store holds of this consumer, then everything that happens from its end on, kept before it is
 * given. However often it is ended or killed, reading it again gives the same events and goes on.
 * @throws OBSERVER_STORE_FAILED, and as `observeConsumer`
 */
export async function* observeStored({ store, ...options }: ObserveStoredOptions): AsyncGenerator<ObserverEvent> {
  const subject: Subject = { providerChainId: options.provider.blocks.chainId, consumerId: options.consumerId };
  const cursor = await store.cursor(subject);
  for await (const { event } of store.events(subject)) {
    options.signal?.throwIfAborted();
    yield event;
  }
  for await (const block of observeBlocks({ ...options, cursor })) {
    await store.append(subject, block);
    yield* block.events;
  }
}
