import { durationText, utcText } from "../../../src/observer/time-text.ts";

describe("durationText", () => {
  it.each([
    [0, "0 s"],
    [0.04, "0 s"],
    [0.36, "0.4 s"],
    [9, "9 s"],
    [-3, "-3 s"],
    [40.6, "41 s"],
    [119.4, "119 s"],
    [600, "10 min"],
    [1_800, "30 min"],
    [8_000, "2.2 h"],
    [1_000_000, "11.6 d"],
  ])("tells %d seconds as %s", (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });

  it("tells short times with the decimals that were asked for", () => {
    expect([0.368, 42.26].map((seconds) => durationText(seconds, 2))).toEqual(["0.37 s", "42.3 s"]);
    expect([0.368, 42.26].map((seconds) => durationText(seconds, 0))).toEqual(["0 s", "42 s"]);
  });
});

describe("utcText", () => {
  it("tells the day and the time to the second, and names the zone", () => {
    expect(utcText(new Date("2026-01-31T12:00:01.500Z"))).toBe("2026-01-31 12:00:01 UTC");
  });

  it("says where there is no time", () => {
    expect(utcText(new Date(Number.NaN))).toBe("no valid time");
  });
});
