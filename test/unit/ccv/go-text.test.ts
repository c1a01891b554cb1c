import { parseGoDuration, parseGoTime } from "../../../src/ccv/go-text.ts";

describe("parseGoDuration", () => {
  it.each([
    ["0s", 0],
    ["1.5s", 1.5],
    ["45s", 45],
    ["1h30m0s", 5400],
    ["316h48m0s", 1140480],
    ["250ms", 0.25],
  ])("reads %s as %d s", (text, seconds) => {
    expect(parseGoDuration(text)).toBe(seconds);
  });

  it.each(["", "5", "s", "-1s", "1d", "1s "])("reads no %p", (text) => {
    expect(parseGoDuration(text)).toBeUndefined();
  });
});

describe("parseGoTime", () => {
  it("reads times with and without a fraction", () => {
    expect(parseGoTime("2026-01-31 12:00:00.123456789 +0000 UTC")).toEqual(new Date("2026-01-31T12:00:00.123Z"));
    expect(parseGoTime("2026-01-31 12:00:00 +0000 UTC")).toEqual(new Date("2026-01-31T12:00:00Z"));
  });

  it.each(["", "0001-01-01 00:00:00 +0000 UTC", "2026-01-31T12:00:00Z", "2026-13-31 12:00:00 +0000 UTC"])(
    "reads no time from %p",
    (text) => {
      expect(parseGoTime(text)).toBeUndefined();
    },
  );
});
