import { fromHex } from "@cosmjs/encoding";
import fc from "fast-check";
import { dateToTimestamp, parseGoBinaryTime, timestampToDate } from "../../../src/ccv/wire-time.ts";

describe("timestamps", () => {
  it("come back to the millisecond, before 1970 too", () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true, min: new Date(0), max: new Date("9999-01-01") }), (date) => {
        expect(timestampToDate(dateToTimestamp(date))).toEqual(date);
      }),
    );
    expect(dateToTimestamp(new Date(-1))).toEqual({ seconds: -1n, nanos: 999_000_000 });
  });

  it("are none where the chain has Go's zero time", () => {
    expect(timestampToDate(undefined)).toBeUndefined();
    expect(timestampToDate({ seconds: -62_135_596_800n, nanos: 0 })).toBeUndefined();
  });
});

describe("parseGoBinaryTime", () => {
  it("reads a time to the millisecond, before 1970 too", () => {
    expect(parseGoBinaryTime(fromHex("010000000ee10fe5c00ee6b280ffff"))).toEqual(new Date("2026-01-31T12:00:00.250Z"));
    expect(parseGoBinaryTime(fromHex("01000000000000000000000000ffff"))).toEqual(new Date("0001-01-01T00:00:00Z"));
  });

  it("reads nothing else", () => {
    expect(parseGoBinaryTime(new Uint8Array())).toBeUndefined();
    expect(parseGoBinaryTime(fromHex("090000000ee10fe5c00ee6b280ffff"))).toBeUndefined();
    expect(parseGoBinaryTime(fromHex("0100"))).toBeUndefined();
  });
});
