import type { ConsumerId } from "../../ccv/identifiers.ts";
import type { ConsumerMessage, DroppedMessages, ObserverMessage } from "./observer-message.ts";

/** From where, and of whom. */
export interface RecentOptions {
  /** The position after which to begin; default 0, which gives all that is kept. */
  readonly after?: number;
  readonly consumerId?: ConsumerId;
  /** At most so many; default all. */
  readonly limit?: number;
}

/** What a subscriber gets. */
export interface SubscribeOptions {
  /** Default: the last position so far, so that only what comes is told. */
  readonly after?: number;
  readonly consumerId?: ConsumerId;
  readonly signal?: AbortSignal | undefined;
}

/** The last messages of a service, for any number of readers at their own pace. */
export class MessageLog {
  readonly #keep: number;
  /** A ring: the message of position p is at (p - 1) % keep. */
  readonly #ring: ObserverMessage[] = [];
  readonly #wakes = new Set<() => void>();
  #last = 0;
  #isClosed = false;

  constructor(keep: number) {
    this.#keep = keep;
  }

  add(message: ConsumerMessage & { readonly consumerId: ConsumerId }): ObserverMessage {
    const placed: ObserverMessage = { ...message, position: this.#last + 1 };
    this.#ring[this.#last % this.#keep] = placed;
    this.#last += 1;
    this.#wake();
    return placed;
  }

  recent({
    after = 0,
    consumerId,
    limit = Number.POSITIVE_INFINITY,
  }: RecentOptions): readonly (ObserverMessage | DroppedMessages)[] {
    const messages: (ObserverMessage | DroppedMessages)[] = [];
    for (let position = after; position < this.#last && messages.length < limit; ) {
      const next = this.#after(position);
      position = next.position;
      if (isWanted(next, consumerId)) messages.push(next);
    }
    return messages;
  }

  async *subscribe(options: SubscribeOptions): AsyncGenerator<ObserverMessage | DroppedMessages> {
    const { consumerId, signal } = options;
    for (let position = options.after ?? this.#last; ; ) {
      signal?.throwIfAborted();
      if (position < this.#last) {
        const next = this.#after(position);
        position = next.position;
        if (isWanted(next, consumerId)) yield next;
      } else if (this.#isClosed) return;
      else await this.#change(signal);
    }
  }

  /** Ends every subscription once it has read to the end. */
  close(): void {
    this.#isClosed = true;
    this.#wake();
  }

  /** The first message after a position that is not the last one, or what stands for those no longer kept. */
  #after(position: number): ObserverMessage | DroppedMessages {
    const lost = this.#last - this.#keep - position;
    if (lost > 0) return { type: "dropped", position: position + lost, count: lost };
    return this.#ring[position % this.#keep] as ObserverMessage;
  }

  #wake(): void {
    for (const wake of [...this.#wakes]) wake();
  }

  async #change(signal: AbortSignal | undefined): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = (): void => resolve();
    signal?.addEventListener("abort", wake, { once: true });
    this.#wakes.add(wake);
    await promise;
    this.#wakes.delete(wake);
    signal?.removeEventListener("abort", wake);
  }
}

function isWanted(message: ObserverMessage | DroppedMessages, consumerId: ConsumerId | undefined): boolean {
  return consumerId === undefined || message.type === "dropped" || message.consumerId === consumerId;
}
