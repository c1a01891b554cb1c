import fc from "fast-check";
import { fromJsonText, toJsonText } from "../../../src/observer/json-text.ts";

describe("toJsonText", () => {
  it("keeps plain data, bigints, dates, bytes and undefined among it", () => {
    const leaf = fc.oneof(
      fc.bigInt(),
      fc.date({ noInvalidDate: true }),
      fc.uint8Array(),
      fc.string({ unit: "binary" }),
      fc.integer(),
      fc.boolean(),
      fc.constant(undefined),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        leaf,
        fc.array(tie("value")),
        fc.record({ a: tie("value"), b: tie("value") }, { requiredKeys: ["a"] }),
      ),
    }));
    fc.assert(
      fc.property(value, (data) => {
        expect(fromJsonText(toJsonText(data))).toEqual(data);
      }),
    );
  });

  it("is one line", () => {
    expect(toJsonText({ text: "two\nlines\u2028" })).not.toMatch(/\n/);
  });

  it("does not write the buffer that bytes were cut from", () => {
    expect(toJsonText(new Uint8Array(100_000).subarray(7, 39)).length).toBeLessThan(100);
  });
});

describe("fromJsonText", () => {
  it.each(["", "{", "[1,", "[[9]]"])("refuses %p", (text) => {
    expect(() => fromJsonText(text)).toThrow();
  });
});
