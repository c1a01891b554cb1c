import { describeDifferences } from "../../../../src/observer/report/describe-differences.ts";
import {
  countText,
  median,
  numberText,
  secondsText,
  shortAddress,
  shortText,
  timeText,
} from "../../../../src/observer/report/format.ts";

describe("formats of a report", () => {
  it("write seconds with the digits that matter", () => {
    expect([undefined, 0, 0.368, -0.03, 42.26, 150, 9_000, 259_200].map(secondsText)).toEqual([
      "–",
      "0 s",
      "0.37 s",
      "-0.03 s",
      "42.3 s",
      "2.5 min",
      "2.5 h",
      "3 d",
    ]);
  });

  it("write times in UTC, and say where there is none", () => {
    expect(timeText(new Date("2026-01-31T12:00:01.5Z"))).toBe("2026-01-31 12:00:01.500");
    expect(timeText(new Date(Number.NaN))).toBe("no valid time");
  });

  it("cut long texts and say by how much", () => {
    expect(shortText("short")).toBe("short");
    expect(shortText("x".repeat(1_000))).toBe(`${"x".repeat(400)}… (600 more characters)`);
  });

  it("write numbers, counts, addresses and medians", () => {
    expect(numberText(1234567n)).toBe("1\u202f234\u202f567");
    expect([countText(1, "row"), countText(2, "row")]).toEqual(["1 row", "2 rows"]);
    expect([shortAddress("short"), shortAddress("cosmosvalcons1abcdefghijkl")]).toEqual(["short", "…efghijkl"]);
    expect([median([]), median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([undefined, 2, 2.5]);
  });
});

describe("describeDifferences", () => {
  const before = { topN: 0, allowlist: [], downtime: { slashFraction: "0" } };

  it("names every field at first", () => {
    expect(describeDifferences(undefined, before)).toBe("topN 0, allowlist none, downtime.slashFraction 0");
  });

  it("names what changed, what came and what went", () => {
    const after = { topN: 66, allowlist: ["a", "b"], minStake: 5n };
    expect(describeDifferences(before, after)).toBe(
      "topN 0 → 66, allowlist none → a b, downtime.slashFraction 0 → none, minStake none → 5",
    );
  });
});
