import { isConsumerId } from "../../../src/ccv/identifiers.ts";

describe("isConsumerId", () => {
  it.each(["0", "1", "10", "18446744073709551615"])("takes %s", (text) => {
    expect(isConsumerId(text)).toBe(true);
  });

  it.each(["", " ", "-1", "+1", "01", "1.0", "consumer-1", "18446744073709551616", "1 "])("refuses %p", (text) => {
    expect(isConsumerId(text)).toBe(false);
  });
});
