import type { ObserverCursor } from "../cursor.ts";
import type { ObservedBlock } from "../observe.ts";
import type { ObservationStore, StoredEvent, Subject } from "./observation-store.ts";
import { storeError } from "./store-error.ts";

interface History {
  readonly subject: Subject;
  readonly events: StoredEvent[];
  cursor: ObserverCursor;
}

/** A store that lasts as long as its process: for tests, and for observing without a file. */
export class MemoryStore implements ObservationStore {
  readonly #histories = new Map<string, History>();
  #isClosed = false;

  async cursor(subject: Subject): Promise<ObserverCursor | undefined> {
    this.#beOpen("read a cursor");
    return this.#histories.get(keyOf(subject))?.cursor;
  }

  async append(subject: Subject, block: ObservedBlock): Promise<void> {
    this.#beOpen("append a block");
    const { providerChainId, consumerId } = subject;
    const history: History = this.#histories.get(keyOf(subject)) ?? {
      subject: { providerChainId, consumerId },
      events: [],
      cursor: { consumerId },
    };
    const last = history.cursor[block.chain];
    const isOld = last !== undefined && block.cursor.height <= last.height;
    if (isOld && !block.isEnd) throw storeError("in memory", "append a block", "conflict");
    this.#histories.set(keyOf(subject), history);
    for (const event of block.events) history.events.push({ position: history.events.length + 1, event });
    history.cursor = { ...history.cursor, [block.chain]: block.cursor };
  }

  async *events(subject: Subject, options: { readonly after?: number } = {}): AsyncGenerator<StoredEvent> {
    this.#beOpen("read events");
    yield* (this.#histories.get(keyOf(subject))?.events ?? []).slice(options.after ?? 0);
  }

  async subjects(): Promise<readonly Subject[]> {
    this.#beOpen("read its subjects");
    return [...this.#histories.values()].map(({ subject }) => subject);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #beOpen(operation: string): void {
    if (this.#isClosed) throw storeError("in memory", operation, "closed");
  }
}

function keyOf({ providerChainId, consumerId }: Subject): string {
  return JSON.stringify([providerChainId, consumerId]);
}
