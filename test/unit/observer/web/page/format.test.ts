import {
  count,
  duration,
  fromNow,
  latencyText,
  shortAddress,
  words,
} from "../../../../../src/observer/web/page/format.js";

it.each([
  [0, "0 s"],
  [0.44, "0.4 s"],
  [9.94, "9.9 s"],
  [9.96, "10 s"],
  [59.6, "1 min"],
  [61, "1 min 1 s"],
  [3600, "1 h"],
  [3720, "1 h 2 min"],
  [90_000, "1 d 1 h"],
  [1_209_600, "14 d"],
  [-65, "1 min 5 s"],
])("writes %d seconds as %s", (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

it("keeps the sign of a latency, which clocks that differ turn round", () => {
  expect([latencyText(-0.3), latencyText(0), latencyText(61)]).toEqual(["−0.3 s", "0 s", "1 min 1 s"]);
});

it("tells what is to come from what has been", () => {
  const now = Date.UTC(2026, 0, 1);
  expect(fromNow("2026-01-01T00:01:00Z", now)).toBe("in 1 min");
  expect(fromNow("2025-12-31T23:59:00Z", now)).toBe("1 min ago");
  expect(fromNow(undefined, now)).toBe("unknown");
});

it("groups digits, however many", () => {
  expect(count("12345678901234567890").replaceAll("\u202f", " ")).toBe("12 345 678 901 234 567 890");
  expect(count("-1200").replaceAll("\u202f", " ")).toBe("-1 200");
  expect(count(undefined)).toBe("–");
});

it("keeps the ends of an address that differ", () => {
  expect(shortAddress("cosmosvalcons1na8mdre7rkkgygp0n2jcrnsthu0hvh0shhvq0t")).toBe("cosmosvalcons1na8md…hhvq0t");
  expect(shortAddress("cosmos1abc")).toBe("cosmos1abc");
});

it("writes the names of events as words", () => {
  expect(words("vscPacketSent")).toBe("VSC packet sent");
  expect(words("validatorJailed")).toBe("Validator jailed");
});
