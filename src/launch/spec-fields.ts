import type { Duration } from "cosmjs-types/google/protobuf/duration";
import * as z from "zod";
import { milliseconds } from "../ibc/client-state.ts";

/** What is wanted where something of another kind stands; other problems of the field speak for themselves. */
export const ofKind = (wanted: string) => (issue: { readonly code?: string | undefined }) =>
  issue.code === "invalid_type" ? wanted : undefined;

/** A text that is not empty. */
export const text = (wanted: string) => z.string({ error: wanted }).min(1, wanted);

const NANOS_OF: Readonly<Record<string, bigint>> = {
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
};

const DURATION = "a number with its unit (ms, s, m, h or d), for instance 20d";

/** A duration such as `20d`, `1.5h` or `1728000s`. */
export const duration = text(DURATION)
  .regex(/^\d{1,12}(\.\d{1,9})?(ms|s|m|h|d)$/, { error: DURATION })
  .transform(parseDuration);

/** A whole number that may be written as text, as those from the environment are. */
export const wholeNumber = (least: bigint, wanted: string) =>
  z
    .union([z.int(), z.string().regex(/^\d{1,20}$/, { error: wanted })], { error: wanted })
    .transform(BigInt)
    .refine((value) => value >= least, { error: wanted });

const FRACTION = 'a decimal from "0" to "1" with at most 18 places';

/** A decimal from 0 to 1. */
export const fraction = z
  .union([z.string(), z.number().transform(String)], { error: FRACTION })
  .refine((value) => /^(0|1)(\.\d{1,18})?$/.test(value) && Number(value) <= 1, { error: FRACTION });

const onOffError = { error: "true or false" };

/** A switch. */
export const onOff = z.union(
  [z.boolean(), z.enum(["true", "false"]).transform((value) => value === "true")],
  onOffError,
);

const INSTANT = "a time such as 2027-01-31T12:00:00Z, or how long from now, such as +10m";

/** An instant, or the milliseconds until it, counted from when it is needed. */
export const instantOrDelay = text(INSTANT)
  .regex(/^(\+\d{1,12}(\.\d{1,9})?(ms|s|m|h|d)|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d))$/, {
    error: INSTANT,
    abort: true,
  })
  .refine((value) => value.startsWith("+") || !Number.isNaN(Date.parse(value)), { error: INSTANT })
  .transform((value) =>
    value.startsWith("+") ? { delayMs: milliseconds(parseDuration(value.slice(1))) } : { at: new Date(value) },
  );

const HASH = "a hash of at most 64 bytes in hex";

/** Bytes in hex. */
export const hexHash = z.string({ error: HASH }).regex(/^([0-9a-fA-F]{2}){0,64}$/, { error: HASH });

const COIN = "an amount and its denom, for instance 1000000uatom";

/** An amount of one denom. */
export const coin = text(COIN)
  .regex(/^\d{1,60}[a-zA-Z][a-zA-Z0-9/:._-]{2,127}$/, { error: COIN })
  .transform((value) => {
    const amount = /^\d+/.exec(value)?.[0] ?? "0";
    return { amount: BigInt(amount), denom: value.slice(amount.length) };
  });

function parseDuration(value: string): Duration {
  const [, whole = "0", places = "", unit = "s"] = /^(\d+)(?:\.(\d+))?([a-z]+)$/.exec(value) ?? [];
  const units = BigInt(whole + places) * (NANOS_OF[unit] ?? 0n);
  const nanos = units / 10n ** BigInt(places.length);
  return { seconds: nanos / 1_000_000_000n, nanos: Number(nanos % 1_000_000_000n) };
}
