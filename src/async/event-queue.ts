import { IcsError } from "../errors.ts";

/**
 * A bounded queue between one producer and one async iterator. Nothing is dropped: a producer that outruns the
 * reader by more than `capacity` items ends the stream with `QUEUE_OVERFLOW`.
 */
export class EventQueue<T> implements AsyncIterableIterator<T> {
  readonly #items: T[] = [];
  readonly #capacity: number;
  readonly #onClose: () => void;
  #waiting: PromiseWithResolvers<IteratorResult<T>> | undefined;
  #end: { readonly error?: unknown } | undefined;

  constructor(options: { readonly capacity?: number; readonly onClose?: () => void } = {}) {
    this.#capacity = options.capacity ?? 10_000;
    this.#onClose = options.onClose ?? (() => undefined);
  }

  /** Hands an item to the reader; ignored once the queue has ended. */
  push(item: T): void {
    if (this.#end) return;
    if (this.#waiting) {
      const waiting = this.#waiting;
      this.#waiting = undefined;
      waiting.resolve({ value: item, done: false });
      return;
    }
    if (this.#items.length >= this.#capacity) {
      this.fail(
        new IcsError("QUEUE_OVERFLOW", `A subscriber fell more than ${this.#capacity} items behind`, {
          capacity: this.#capacity,
        }),
      );
      return;
    }
    this.#items.push(item);
  }

  /** Ends the stream with an error once the reader has taken what is queued. */
  fail(error: unknown): void {
    this.#finish({ error });
  }

  /** Ends the stream once the reader has taken what is queued. Idempotent. */
  close(): void {
    this.#finish({});
  }

  next(): Promise<IteratorResult<T>> {
    if (this.#items.length > 0) {
      return Promise.resolve({ value: this.#items.shift() as T, done: false });
    }
    if (this.#end) {
      return "error" in this.#end ? Promise.reject(this.#end.error) : Promise.resolve({ value: undefined, done: true });
    }
    this.#waiting ??= Promise.withResolvers();
    return this.#waiting.promise;
  }

  return(): Promise<IteratorResult<T>> {
    this.#items.length = 0;
    this.close();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  #finish(end: { readonly error?: unknown }): void {
    if (this.#end) return;
    this.#end = end;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) {
      if ("error" in end) waiting.reject(end.error);
      else waiting.resolve({ value: undefined, done: true });
    }
    this.#onClose();
  }
}
