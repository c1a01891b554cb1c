/** Wakes whoever waits for something to happen. Take `next` before looking, so that nothing is missed in between. */
export class News {
  #next = Promise.withResolvers<void>();

  /** Resolves at the next `tell`. */
  next(): Promise<void> {
    return this.#next.promise;
  }

  tell(): void {
    const { resolve } = this.#next;
    this.#next = Promise.withResolvers();
    resolve();
  }
}
