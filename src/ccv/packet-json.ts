import { fromBase64 } from "@cosmjs/encoding";
import * as z from "zod";
import { errorMessage, IcsError } from "../errors.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A 64-bit integer as protobuf's JSON writes it: a decimal string; a number is accepted while it is exact. */
function integer(min: bigint, max: bigint) {
  return z.union([z.string(), z.number()]).transform((value, context): bigint => {
    const isInteger = typeof value === "string" ? /^-?(0|[1-9]\d{0,19})$/.test(value) : Number.isSafeInteger(value);
    const exact = isInteger ? BigInt(value) : undefined;
    if (exact !== undefined && exact >= min && exact <= max) return exact;
    context.addIssue({ code: "custom", message: `must be an integer from ${min} to ${max}` });
    return z.NEVER;
  });
}

/** An unsigned 64-bit integer in protobuf's JSON. */
export const u64 = integer(0n, 2n ** 64n - 1n);

/** A signed 64-bit integer in protobuf's JSON that cannot be negative, such as a voting power. */
export const nonNegativeI64 = integer(0n, 2n ** 63n - 1n);

/** Bytes in protobuf's JSON: standard base64. */
export const bytes = z.string().transform((text, context): Uint8Array => {
  try {
    return fromBase64(text);
  } catch {
    context.addIssue({ code: "custom", message: "must be base64" });
    return z.NEVER;
  }
});

/**
 * Reads JSON packet data by a schema.
 * @throws CCV_PACKET_INVALID for bytes that are no UTF-8, no JSON or not of this shape; nothing else
 */
export function parsePacketJson<T>(what: string, data: Uint8Array, schema: z.ZodType<T>): T {
  let json: unknown;
  try {
    json = JSON.parse(utf8.decode(data));
  } catch (error) {
    throw packetInvalid(what, errorMessage(error), error);
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw packetInvalid(what, `${issue?.path.join(".") || "data"}: ${issue?.message ?? "invalid"}`);
}

function packetInvalid(what: string, reason: string, cause?: unknown): IcsError<"CCV_PACKET_INVALID"> {
  return new IcsError("CCV_PACKET_INVALID", `Invalid ${what}: ${reason}`, { reason }, { cause });
}
