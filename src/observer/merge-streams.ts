/**
 * The items of several streams, each stream's in its own order, as soon as each has one. Pulls at the reader's pace:
 * no stream runs ahead by more than one item. Ends when all have ended; fails with the first failure.
 * Leaving early asks each stream to return but does not wait for it: one that blocks must be ended by its own signal.
 */
export async function* mergeStreams<T>(streams: readonly AsyncIterable<T>[]): AsyncGenerator<T> {
  const iterators = streams.map((stream) => stream[Symbol.asyncIterator]());
  const settled: Settled<T>[] = [];
  let open = iterators.length;
  let wake = Promise.withResolvers<void>();
  const pull = (iterator: AsyncIterator<T>): void => {
    iterator
      .next()
      .then(
        (result): Settled<T> => ({ iterator, result }),
        (error: unknown): Settled<T> => ({ error }),
      )
      .then((outcome) => {
        settled.push(outcome);
        wake.resolve();
      });
  };
  for (const iterator of iterators) pull(iterator);
  try {
    while (open > 0) {
      await wake.promise;
      wake = Promise.withResolvers();
      for (let outcome = settled.shift(); outcome !== undefined; outcome = settled.shift()) {
        if ("error" in outcome) throw outcome.error;
        if (outcome.result.done) {
          open -= 1;
          continue;
        }
        yield outcome.result.value;
        pull(outcome.iterator);
      }
    }
  } finally {
    for (const iterator of iterators) void iterator.return?.().catch(() => undefined);
  }
}

type Settled<T> =
  | { readonly iterator: AsyncIterator<T>; readonly result: IteratorResult<T> }
  | { readonly error: unknown };
