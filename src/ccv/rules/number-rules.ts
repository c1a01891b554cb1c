import * as z from "zod";

export const MAX_UINT32 = 2 ** 32 - 1;
export const MAX_INT64 = 2n ** 63n - 1n;
export const MAX_UINT64 = 2n ** 64n - 1n;

const PLACES = 18;
const ONE = 10n ** 18n;

/** @see ValidatePositiveInt64 in x/ccv/types/shared_params.go */
export const positiveInt64Rule = z.bigint().min(1n, { error: "more than 0" }).max(MAX_INT64, { error: "an int64" });

/** A decimal from 0 to 1 in our own writing: digits, and at most 18 after a point. */
export const decimalFractionRule = z.string().refine((value) => /^\d+(\.\d{1,18})?$/.test(value) && isFraction(value), {
  error: 'a decimal from "0" to "1" with at most 18 places',
});

/** A decimal text from 0 to 1 that the chain reads itself. @see ValidateStringFraction in x/ccv/types/shared_params.go */
export const fractionTextRule = z.string().refine(isFraction, {
  error: 'a decimal from "0" to "1" with at most 18 places',
});

/** @see ValidateStringFractionNonZero in x/ccv/types/shared_params.go */
export const nonZeroFractionTextRule = z
  .string()
  .refine((value) => isFraction(value) && legacyDecimalAtomics(value) !== 0n, {
    error: 'a decimal above "0", at most "1", with at most 18 places',
  });

function isFraction(text: string): boolean {
  const atomics = legacyDecimalAtomics(text);
  return atomics !== undefined && atomics >= 0n && atomics <= ONE;
}

/**
 * The 10^-18 units of a decimal text as the chain reads it, or undefined where it refuses: ".5" is none, and "+0.5" and
 * "--0.5" are.
 * @see LegacyNewDecFromStr in cosmossdk.io/math
 */
export function legacyDecimalAtomics(text: string): bigint | undefined {
  const isNegated = text.startsWith("-");
  const [whole = "", places, ...more] = text.slice(isNegated ? 1 : 0).split(".");
  if (more.length > 0 || whole === "" || places === "" || (places?.length ?? 0) > PLACES) return undefined;
  const digits = /^([+-]?)(\d+)$/.exec(whole + (places ?? "").padEnd(PLACES, "0"));
  if (digits === null) return undefined;
  const size = BigInt(digits[2] ?? "");
  return isNegated === (digits[1] === "-") ? size : -size;
}
