import * as z from "zod";
import { MAX_INT64 } from "./number-rules.ts";

const NANOS = 1_000_000_000n;
/** 0001-01-01, which stands for none, and the first instant of the year 10000. */
const [EARLIEST_MS, TOO_LATE_MS] = [-62_135_596_800_000, 253_402_300_800_000];

const nanoseconds = (duration: { seconds: bigint; nanos: number }): bigint =>
  duration.seconds * NANOS + BigInt(duration.nanos);

/**
 * A duration that a Go `time.Duration` holds.
 * @see DurationFromProto in types/duration.go of gogoproto
 */
function durationRule(least: bigint, wanted: string): z.ZodType {
  return z
    .object({ seconds: z.bigint(), nanos: z.int().min(-999_999_999).max(999_999_999) })
    .refine(({ seconds, nanos }) => !(seconds > 0n && nanos < 0) && !(seconds < 0n && nanos > 0), {
      error: "seconds and nanos of the same sign",
    })
    .refine((value) => nanoseconds(value) >= least && nanoseconds(value) <= MAX_INT64, {
      error: `${wanted}, and at most 9223372036.854775807 seconds`,
    });
}

/** @see ValidateDuration in x/ccv/types/shared_params.go */
export const positiveDurationRule = durationRule(1n, "more than zero");
/** @see ValidateInfractionParameters in x/ccv/provider/types/msg.go */
export const jailDurationRule = durationRule(0n, "zero or more");
/** Any duration that can be read: where the chain puts its own in its place. */
export const readableDurationRule = durationRule(-MAX_INT64 - 1n, "at least -9223372036.854775808");

/** An instant that the chain can read. @see validateTimestamp in types/timestamp.go of gogoproto */
export const instantRule = z
  .date({ error: "a date" })
  .refine((date) => date.getTime() >= EARLIEST_MS && date.getTime() < TOO_LATE_MS, {
    error: "a date in the years 1 to 9999",
  });
