import { percentiles, spread } from "../../../bench/statistics.ts";

describe("percentiles", () => {
  it("takes the nearest rank, whatever the order", () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentiles(values)).toEqual({ p50: 50, p99: 99 });
  });

  it("takes the largest of a few as the 99th", () => {
    expect(percentiles([3, 1, 2])).toEqual({ p50: 2, p99: 3 });
    expect(percentiles([7])).toEqual({ p50: 7, p99: 7 });
  });

  it("rounds to the places asked for", () => {
    expect(percentiles([1.2346], 3)).toEqual({ p50: 1.235, p99: 1.235 });
    expect(percentiles([1.6], 0)).toEqual({ p50: 2, p99: 2 });
  });

  it("refuses no values", () => {
    expect(() => percentiles([])).toThrow(RangeError);
  });
});

describe("spread", () => {
  it("halves the two in the middle", () => {
    expect(spread([4, 1, 2, 3])).toEqual({ min: 1, median: 2.5, max: 4 });
  });
});
