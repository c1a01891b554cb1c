import { toAscii } from "@cosmjs/encoding";
import { VoteOption } from "cosmjs-types/cosmos/gov/v1/gov";
import fc from "fast-check";
import { type JsonForm, JsonProblem, type JsonType } from "../../../../src/ccv/json/json-type.ts";
import * as scalars from "../../../../src/ccv/json/scalars.ts";

const forms: readonly JsonForm[] = ["amino", "proto"];
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const nanos = fc.integer({ min: 0, max: 999_999_999 });
/** What amino can say: whole seconds below the int64 of nanoseconds. */
const duration = fc.record({ seconds: fc.bigInt({ min: 0n, max: 9_223_372_035n }), nanos });
/** Years 1 to 9999. */
const time = fc.record({ seconds: fc.bigInt({ min: -62_135_596_800n, max: 253_402_300_799n }), nanos });
const atomics = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }).map((value) => value.toString());
const positive = fc.bigInt({ min: 0n, max: 10n ** 30n }).map((value) => value.toString());

function expectKept<T>(type: JsonType<T>, values: fc.Arbitrary<T>): void {
  fc.assert(
    fc.property(values, fc.constantFrom(...forms), (value, form) => {
      const json = JSON.parse(JSON.stringify(type.toJson(value, form)));
      expect(type.fromJson(json, form)).toEqual(value);
    }),
  );
}

describe("both forms keep every value", () => {
  it("of texts", () => {
    const faithful = fc.string({ unit: "binary" }).filter((value) => !/[\u2028\u2029]/.test(value));
    expectKept(scalars.text, faithful);
  });
  it("of whole numbers", () => {
    expectKept(scalars.int32, fc.integer());
    expectKept(scalars.int64, fc.oneof(u64, fc.bigInt({ min: -(2n ** 63n), max: -1n })));
  });
  it("of bytes", () => expectKept(scalars.bytes, fc.uint8Array()));
  it("of durations", () => expectKept<unknown>(scalars.duration as JsonType<unknown>, duration));
  it("of times", () => expectKept<unknown>(scalars.timestamp as JsonType<unknown>, time));
  it("of decimals", () => {
    expectKept(scalars.decimal, positive);
    expectKept(scalars.decimalBytes, positive.map(toAscii));
    expect(scalars.decimal.toJson("-1", "proto")).toBe("-0.000000000000000001");
    fc.assert(
      fc.property(atomics, (value) => expect(scalars.decimal.toJson(value, "amino")).toMatch(/^-?\d+\.\d{18}$/)),
    );
  });
});

describe("what Go writes:", () => {
  it.each<[string, JsonType<never>, unknown, unknown, unknown]>([
    ["a duration", scalars.duration as never, { seconds: 5n, nanos: 250_000_000 }, "5250000000", "5.25s"],
    ["a time", scalars.timestamp as never, { seconds: 1n, nanos: 120_000_000 }, "1970-01-01T00:00:01.12Z", undefined],
    ["no time", scalars.timestamp as never, { seconds: -62_135_596_800n, nanos: 0 }, "0001-01-01T00:00:00Z", undefined],
    ["a decimal", scalars.decimal as never, "50000000000000000", "0.050000000000000000", undefined],
    ["a zero", scalars.decimalBytes as never, toAscii("0"), "0.000000000000000000", undefined],
    ["an enum", scalars.enumeration(VoteOption) as never, VoteOption.VOTE_OPTION_YES, 1, "VOTE_OPTION_YES"],
    ["a uint64", scalars.int64 as never, 2n ** 64n - 1n, "18446744073709551615", undefined],
  ])("%s", (_what, type: JsonType<unknown>, value, amino, proto = amino) => {
    expect(type.toJson(value, "amino")).toEqual(amino);
    expect(type.toJson(value, "proto")).toEqual(proto);
    expect(type.fromJson(amino, "amino")).toEqual(value);
    expect(type.fromJson(proto, "proto")).toEqual(value);
  });

  it("a decimal that is not there is a bare zero in amino, and stays what it is", () => {
    expect(scalars.decimalBytes.toJson(new Uint8Array(), "amino")).toBe("0");
    expect(scalars.decimalBytes.fromJson("0", "amino")).toEqual(new Uint8Array());
    expect(scalars.decimalBytes.fromJson("0", "proto")).toEqual(toAscii("0"));
  });
});

describe("what amino cannot say is a problem, and none in the other form:", () => {
  it.each(["\u2028", "a\u2029b"])("a line separator", (value) => {
    expect(() => scalars.text.toJson(value, "amino")).toThrow(JsonProblem);
    expect(scalars.text.toJson(value, "proto")).toBe(value);
  });
  it("a duration that could leave an int64", () => {
    const longest = { seconds: 9_223_372_036n, nanos: 854_775_807 };
    expect(() => scalars.duration.toJson(longest, "amino")).toThrow(/9223372036.854775807s/);
    expect(scalars.duration.toJson(longest, "proto")).toBe("9223372036.854775807s");
  });
});

it.each<[string, JsonType<never>, unknown]>([
  ["text", scalars.text as never, 5],
  ["flag", scalars.flag as never, "true"],
  ["int32", scalars.int32 as never, "5"],
  ["int32", scalars.int32 as never, 1.5],
  ["int64", scalars.int64 as never, "0x5"],
  ["int64", scalars.int64 as never, 2 ** 60],
  ["bytes", scalars.bytes as never, "not base64!"],
  ["an enum", scalars.enumeration(VoteOption) as never, "VOTE_OPTION_MAYBE"],
  ["an enum", scalars.enumeration(VoteOption) as never, 99],
  ["decimal", scalars.decimal as never, "1.0000000000000000001"],
  ["duration", scalars.duration as never, "5 minutes"],
  ["timestamp", scalars.timestamp as never, "2026-13-01T00:00:00Z"],
  ["timestamp", scalars.timestamp as never, "yesterday"],
])("%s is not read from %j", (_what, type: JsonType<unknown>, json) => {
  expect(() => type.fromJson(json, "proto")).toThrow(JsonProblem);
});
