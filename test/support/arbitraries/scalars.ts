import { toAscii, toBech32 } from "@cosmjs/encoding";
import fc from "fast-check";

export const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
export const i64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
export const u32 = fc.nat({ max: 2 ** 32 - 1 });
export const i32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
export const bytes = fc.uint8Array({ maxLength: 33 });
/** Any text that UTF-8 has: no half of a surrogate pair. */
export const text = fc.string({ unit: "binary", maxLength: 12 });
export const texts = fc.array(text, { maxLength: 3 });
export const account = fc
  .uint8Array({ minLength: 1, maxLength: 32 })
  .map((data) => ({ cosmos: toBech32("cosmos", data), consumer: toBech32("consumer", data) }));
export const address = account.map(({ cosmos }) => cosmos);

/** Every duration that Go has, in its one writing. */
export const duration = fc
  .oneof(i64, fc.constantFrom(0n, 1n, -1n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)))
  .map((nanoseconds) => ({ seconds: nanoseconds / 1_000_000_000n, nanos: Number(nanoseconds % 1_000_000_000n) }));

/** From the first instant of the year 1 to the last of the year 9999. */
export const timestamp = fc.record({
  seconds: fc.bigInt({ min: -62_135_596_800n, max: 253_402_300_799n }),
  nanos: fc.integer({ min: 0, max: 999_999_999 }),
});

/** The integer of 10^-18 units that stands for a decimal on the wire. */
export const decimal = fc
  .oneof(fc.bigInt({ min: -(10n ** 60n), max: 10n ** 60n }), fc.constantFrom(0n, 1n, -1n, 10n ** 18n, 10n ** 18n - 1n))
  .map(String);
export const decimalBytes = decimal.map(toAscii);
export const coin = fc.record({ denom: text, amount: fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }).map(String) });

export const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 4 });
export const few = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(arbitrary, { maxLength: 2 });
