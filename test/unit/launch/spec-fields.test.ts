import fc from "fast-check";
import type * as z from "zod";
import {
  coin,
  duration,
  fraction,
  hexHash,
  instantOrDelay,
  onOff,
  wholeNumber,
} from "../../../src/launch/spec-fields.ts";

/** What a user is told to write in place of what is wrong; undefined where it is taken. */
function wanted(field: z.ZodType, value: unknown): string | undefined {
  const { error } = field.safeParse(value);
  return error?.issues[0]?.message;
}

describe("a duration", () => {
  it.each([
    ["0s", 0n, 0],
    ["90m", 5_400n, 0],
    ["0.5d", 43_200n, 0],
    ["1.000000001s", 1n, 1],
    ["1500ms", 1n, 500_000_000],
    ["999999999999d", 86_399_999_999_913_600n, 0],
  ] as const)("reads %s", (text, seconds, nanos) => {
    expect(duration.parse(text)).toEqual({ seconds, nanos });
  });

  it.each(["", "20", "-1s", "1.s", "1w", "1 d", "1e3s", "1.0000000001s", 20])("refuses %j, and says how", (value) => {
    expect(wanted(duration, value)).toBe("a number with its unit (ms, s, m, h or d), for instance 20d");
  });

  it("is the same in each unit that can say it", () => {
    fc.assert(
      fc.property(fc.nat({ max: 10_000 }), (days) => {
        const said = [`${days}d`, `${days * 24}h`, `${days * 1_440}m`, `${days * 86_400}s`, `${days * 86_400_000}ms`];
        for (const text of said) expect(duration.parse(text)).toEqual({ seconds: BigInt(days) * 86_400n, nanos: 0 });
      }),
    );
  });
});

describe("a spawn time", () => {
  it("is an instant, in any zone, or how long from now", () => {
    expect(instantOrDelay.parse("2027-01-31T12:00:00Z")).toEqual({ at: new Date("2027-01-31T12:00:00Z") });
    expect(instantOrDelay.parse("2027-01-31T12:00:00.5+02:00")).toEqual({ at: new Date("2027-01-31T10:00:00.500Z") });
    expect(instantOrDelay.parse("+1.5h")).toEqual({ delayMs: 5_400_000 });
  });

  it.each(["tomorrow", "2027-01-31", "2027-13-31T12:00:00Z", "2027-01-31T25:00:00Z", "1h", "+1", "+-1h", ""])(
    "refuses %j",
    (value) => {
      expect(wanted(instantOrDelay, value)).toContain("a time such as 2027-01-31T12:00:00Z, or how long from now");
    },
  );
});

describe("a fraction", () => {
  it.each(["0", "1", "0.75", "1.000", "0.000000000000000001"])("takes %s as it is written", (value) => {
    expect(fraction.parse(value)).toBe(value);
  });

  it("takes a number too", () => {
    expect(fraction.parse(0.25)).toBe("0.25");
  });

  it.each(["1.1", "2", "-0.1", ".5", "0.", "1e-3", "0.0000000000000000001", 1e-7, "50%"])("refuses %j", (value) => {
    expect(wanted(fraction, value)).toContain('a decimal from "0" to "1"');
  });
});

describe("a whole number", () => {
  const height = wholeNumber(1n, "a height above 0");

  it("may be text, as of the environment, and is exact beyond 2^53", () => {
    expect(height.parse("18446744073709551615")).toBe(18_446_744_073_709_551_615n);
    expect(height.parse(3)).toBe(3n);
  });

  it.each([0, "0", -1, 1.5, "1.0", "", " 1", "0x10", true])("refuses %j", (value) => {
    expect(wanted(height, value)).toBe("a height above 0");
  });
});

it("reads a coin, and refuses an amount without a denom or a denom that no chain has", () => {
  expect(coin.parse("1000000uatom")).toEqual({ amount: 1_000_000n, denom: "uatom" });
  expect(coin.parse(`5ibc/${"A".repeat(64)}`)).toEqual({ amount: 5n, denom: `ibc/${"A".repeat(64)}` });
  for (const value of ["100", "uatom", "1u", "-1uatom", "1 uatom", "1uatom,2uosmo", `1${"a".repeat(129)}`])
    expect(wanted(coin, value)).toContain("1000000uatom");
});

it("reads a hash of whole bytes, at most 64 of them, and a switch that the environment may give as text", () => {
  expect([hexHash.parse(""), hexHash.parse("aBcd")]).toEqual(["", "aBcd"]);
  for (const value of ["abc", "xy", "ab".repeat(65), 5]) expect(wanted(hexHash, value)).toContain("in hex");
  expect([onOff.parse(true), onOff.parse("false")]).toEqual([true, false]);
  for (const value of ["yes", 1, "TRUE"]) expect(wanted(onOff, value)).toBe("true or false");
});
