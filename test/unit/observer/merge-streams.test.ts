import fc from "fast-check";
import { mergeStreams } from "../../../src/observer/merge-streams.ts";
import { collect } from "./collect.ts";

async function* listed<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

describe("mergeStreams", () => {
  it("gives every item, each stream's in its own order", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(fc.nat())), async (lists) => {
        const tagged = lists.map((list, stream) => list.map((value, index) => ({ stream, index, value })));
        const merged = await collect(mergeStreams(tagged.map(listed)));
        const apart = tagged.map((_list, stream) => merged.filter((item) => item.stream === stream));
        expect(apart).toEqual(tagged);
      }),
    );
  });

  it("gives what one stream has while another has nothing", async () => {
    const silent = Promise.withResolvers<number>();
    async function* late(): AsyncGenerator<number> {
      yield await silent.promise;
    }
    const seen: number[] = [];
    for await (const value of mergeStreams([late(), listed([1, 2, 3])])) {
      seen.push(value);
      if (value === 3) silent.resolve(4);
    }
    expect(seen).toEqual([1, 2, 3, 4]);
  });

  it("pulls no stream more than one item ahead of the reader", async () => {
    let pulled = 0;
    async function* counting(): AsyncGenerator<number> {
      for (;;) yield ++pulled;
    }
    for await (const value of mergeStreams([counting()])) {
      await new Promise(setImmediate);
      expect(pulled).toBe(value);
      if (value === 5) break;
    }
  });

  it("fails with the first failure and ends the others", async () => {
    let isEnded = false;
    async function* endless(): AsyncGenerator<number> {
      try {
        for (;;) yield 1;
      } finally {
        isEnded = true;
      }
    }
    async function* failing(): AsyncGenerator<number> {
      yield 2;
      throw new Error("broken");
    }
    await expect(collect(mergeStreams([endless(), failing()]))).rejects.toThrow("broken");
    await new Promise(setImmediate);
    expect(isEnded).toBe(true);
  });

  it("ends at once without streams", async () => {
    expect(await collect(mergeStreams([]))).toEqual([]);
  });
});
