import fc from "fast-check";
import { fairShare } from "../../../../src/observer/workers/fair-share.ts";

describe("fairShare", () => {
  it("takes what is missing and gives up what is too much", () => {
    expect(fairShare(30, 3, 4)).toEqual({ take: 6, release: 0 });
    expect(fairShare(30, 3, 10)).toEqual({ take: 0, release: 0 });
    expect(fairShare(30, 3, 30)).toEqual({ take: 0, release: 20 });
  });

  it("counts the worker that asks, even where its seat is not seen yet", () => {
    expect(fairShare(5, 0, 0)).toEqual({ take: 5, release: 0 });
  });

  it("never leaves a consumer without a worker once all have what they may have", () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.integer({ min: 1, max: 100 }), (consumers, workers) => {
        const { take } = fairShare(consumers, workers, 0);
        expect(take * workers).toBeGreaterThanOrEqual(consumers);
        expect(take - consumers / workers).toBeLessThan(1);
      }),
    );
  });
});
