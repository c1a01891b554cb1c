import * as fc from "fast-check";
import { parseByChain, parseHeight } from "../../../src/cli/chain-heights.ts";

describe("parseByChain", () => {
  it.each([
    ["120", { provider: 120n, consumer: 120n }],
    ["provider:120", { provider: 120n }],
    ["consumer:80", { consumer: 80n }],
    ["provider:120,consumer:80", { provider: 120n, consumer: 80n }],
    ["consumer:80,provider:120", { provider: 120n, consumer: 80n }],
  ])("reads %s", (text, heights) => {
    expect(parseByChain(text, parseHeight)).toEqual(heights);
  });

  it.each([
    "",
    "-1",
    "0",
    "1.5",
    "1e3",
    "both:3",
    "provider:",
    "provider:1,",
    "provider:1,provider:2",
    "1,2",
    "latest",
  ])("refuses %p", (text) => {
    expect(parseByChain(text, parseHeight)).toBeUndefined();
  });

  it("reads what else a flag allows", () => {
    const read = (text: string) => (text === "latest" ? text : undefined);
    expect(parseByChain("provider:latest", read)).toEqual({ provider: "latest" });
    expect(parseByChain("latest", read)).toEqual({ provider: "latest", consumer: "latest" });
  });

  it("never throws, whatever was typed", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        parseByChain(text, parseHeight);
      }),
    );
  });
});

describe("parseHeight", () => {
  it("takes heights of eighteen digits, and none that a chain cannot count", () => {
    expect(parseHeight("999999999999999999")).toBe(999_999_999_999_999_999n);
    expect(parseHeight("1000000000000000000")).toBeUndefined();
  });
});
