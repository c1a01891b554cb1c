import * as z from "zod";
import { MAX_UINT64 } from "./number-rules.ts";

/** True for what Go's `strings.TrimSpace` leaves nothing of: it trims U+0085 and not U+FEFF, unlike JavaScript. */
export function isBlank(value: string): boolean {
  return /^\p{White_Space}*$/u.test(value);
}

/** A text that is not blank. @see ValidateStringField in x/ccv/provider/types/msg.go */
export function textRule(longestBytes: number): z.ZodString {
  return z
    .string()
    .refine((value) => !isBlank(value), { error: "a text that is not blank" })
    .refine((value) => new TextEncoder().encode(value).length <= longestBytes, {
      error: `at most ${longestBytes} bytes`,
    });
}

/** An IBC identifier, or "" for none. @see defaultIdentifierValidator in modules/core/24-host/validate.go of ibc-go */
export function identifierRule(shortest: number): z.ZodString {
  const shape = new RegExp(`^[a-zA-Z0-9._+\\-#[\\]<>]{${shortest},64}$`);
  return z.string().refine((value) => value === "" || shape.test(value), {
    error: `an identifier of ${shortest} to 64 characters, or "" for none`,
  });
}

/** @see ValidateDenom in types/coin.go of cosmos-sdk */
export const denomRule = z.string().regex(/^[a-zA-Z][a-zA-Z0-9/:._-]{2,127}$/, { error: "a denomination" });

/** @see ValidateIBCDenom in x/ccv/types/denom_helpers.go */
export const ibcDenomRule = denomRule.refine(
  (value) => value !== "ibc" && (!value.startsWith("ibc/") || /^ibc\/[0-9a-fA-F]{64}$/.test(value)),
  { error: "ibc/ and a hash of 64 hex digits" },
);

/** @see ValidateConsumerId in x/ccv/types/shared_params.go */
export const consumerIdRule = z.string().refine((value) => /^\d+$/.test(value) && BigInt(value) <= MAX_UINT64, {
  error: "the number that createConsumer returned",
});
