import { toBase64 } from "@cosmjs/encoding";
import * as z from "zod";

/**
 * The pieces of every answer. Each takes what the library has and gives what JSON can say, so that the same schema shapes
 * an answer and describes it: whole numbers of 64 bits as decimal text, times as ISO 8601, bytes as base64.
 */
export const wholeNumber = z
  .bigint()
  .transform(String)
  .pipe(z.string().regex(/^-?\d+$/))
  .meta({ description: "A whole number as decimal text, since it may pass 2^53", example: "1234" });

/** A time. */
export const time = z
  .date()
  .transform((date) => date.toISOString())
  .pipe(z.iso.datetime())
  .meta({ description: "ISO 8601 in UTC", example: "2026-01-31T12:00:00.000Z" });

/** Bytes. */
export const bytes = z
  .instanceof(Uint8Array)
  .transform((data) => toBase64(data))
  .pipe(z.base64());

/** Seconds, to a millisecond. */
export const seconds = z
  .number()
  .transform((value) => Math.round(value * 1000) / 1000)
  .pipe(z.number())
  .meta({ description: "Seconds" });

/** Where something stands in its chain. */
export const moment = z
  .object({ height: wholeNumber, time, txHash: z.string().optional() })
  .meta({ id: "Moment", description: "A block, and the transaction in it where there is one" });

/** One of the two chains. */
export const role = z.enum(["provider", "consumer"]);

/** A consumer's id. */
export const consumerId = z
  .string()
  .regex(/^(?:0|[1-9]\d{0,19})$/, "a consumer id is a whole number, such as 0")
  .meta({ description: "The id that the provider gave the consumer", example: "0" });
