import fc from "fast-check";
import { durationFromJson, durationToJson } from "../../../src/codec/duration-json.ts";

describe("durations in JSON", () => {
  it.each([
    ["1209600s", 1209600n, 0],
    ["0s", 0n, 0],
    ["0.500s", 0n, 500_000_000],
    ["-1.000000001s", -1n, -1],
    ["-0.5s", 0n, -500_000_000],
  ])("reads %s", (json, seconds, nanos) => {
    expect(durationFromJson(json)).toEqual({ seconds, nanos });
  });

  it("reads the object form of cosmjs-types", () => {
    expect(durationFromJson({ seconds: "3", nanos: 4 })).toEqual({ seconds: 3n, nanos: 4 });
  });

  it.each(["", "1", "1m", "s", "1.5.5s", "1.0000000001s"])("refuses %p instead of reading zero", (json) => {
    expect(() => durationFromJson(json)).toThrow("is not a protobuf duration");
  });

  it("reads what it wrote", () => {
    const seconds = fc.bigInt({ min: 0n, max: 315_576_000_000n });
    fc.assert(
      fc.property(seconds, fc.nat(999_999_999), fc.boolean(), (whole, part, negative) => {
        const duration = negative ? { seconds: -whole, nanos: -part || 0 } : { seconds: whole, nanos: part };
        expect(durationFromJson(durationToJson(duration))).toEqual(duration);
      }),
    );
  });
});
