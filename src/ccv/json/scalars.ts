import { fromAscii, fromBase64, toAscii, toBase64 } from "@cosmjs/encoding";
import { Decimal } from "@cosmjs/math";
import type { Duration } from "cosmjs-types/google/protobuf/duration";
import type { Timestamp } from "cosmjs-types/google/protobuf/timestamp";
import { durationFromJson, durationToJson } from "../../codec/duration-json.ts";
import { type JsonForm, JsonProblem, type JsonType, shown } from "./json-type.ts";

/** The SDK writes durations of amino as nanoseconds, and takes none that could leave an int64. */
const MAX_AMINO_SECONDS = 9_223_372_035n;
const NANOSECONDS = 1_000_000_000n;

/** Go escapes these two in JSON, JavaScript does not: what a wallet signs would differ from what the chain reads. */
const lineSeparators = /[\u2028\u2029]/;

function scalar<T>(parts: Omit<JsonType<T>, "isAbsent">): JsonType<T> {
  return { ...parts, isAbsent: (value) => value === parts.absent() };
}

function expect(holds: boolean, json: unknown, wanted: string): void {
  if (!holds) throw new JsonProblem(shown(json), wanted);
}

function textOf(json: unknown, wanted = "a text"): string {
  if (typeof json === "string") return json;
  throw new JsonProblem(shown(json), wanted);
}

/** string */
export const text: JsonType<string> = scalar({
  toJson(value, form) {
    if (form === "proto" || !lineSeparators.test(value)) return value;
    throw new JsonProblem("a text with a line separator", "no U+2028 or U+2029, which amino JSON writes otherwise");
  },
  fromJson: (json) => textOf(json),
  absent: () => "",
});

/** bool */
export const flag: JsonType<boolean> = scalar({
  toJson: (value) => value,
  fromJson(json) {
    if (typeof json === "boolean") return json;
    throw new JsonProblem(shown(json), "true or false");
  },
  absent: () => false,
});

/** int32, uint32 */
export const int32: JsonType<number> = scalar({
  toJson: (value) => value,
  fromJson(json) {
    if (typeof json === "number" && Number.isInteger(json)) return json;
    throw new JsonProblem(shown(json), "a whole number");
  },
  absent: () => 0,
});

/** int64, uint64: digits in quotes. */
export const int64: JsonType<bigint> = scalar({
  toJson: (value) => value.toString(),
  fromJson(json) {
    const digits = typeof json === "number" && Number.isSafeInteger(json) ? json.toString() : textOf(json, "digits");
    expect(/^-?\d+$/.test(digits), json, "digits");
    return BigInt(digits);
  },
  absent: () => 0n,
});

/** bytes */
export const bytes: JsonType<Uint8Array> = {
  toJson: (value) => toBase64(value),
  fromJson(json) {
    try {
      return fromBase64(textOf(json, "base64"));
    } catch {
      throw new JsonProblem(shown(json), "base64");
    }
  },
  isAbsent: (value) => value.length === 0,
  absent: () => new Uint8Array(),
};

/** An enum: its number in amino, its name in proto. */
export function enumeration<E extends number>(names: Readonly<Record<string, string | number>>): JsonType<E> {
  return {
    toJson: (value, form) => (form === "amino" ? value : (names[value] ?? value)),
    fromJson(json) {
      const value = typeof json === "string" ? names[json] : json;
      if (typeof value === "number" && value in names) return value as E;
      throw new JsonProblem(shown(json), "a value of the enum");
    },
    isAbsent: (value) => value === 0,
    absent: () => 0 as E,
  };
}

/** A decimal of 18 places that is, on the wire, the text of as many 10^-18 units. @see LegacyDec in cosmossdk.io/math */
export const decimal: JsonType<string> = scalar({
  toJson: (atomics) => (atomics === "" ? "0" : withAllPlaces(atomics)),
  fromJson: (json, form) => atomicsOf(json, form),
  absent: () => "",
});

/** As `decimal`, in a field of type bytes that amino has always. */
export const decimalBytes: JsonType<Uint8Array> = {
  toJson: (value, form) => decimal.toJson(fromAscii(value), form),
  fromJson: (json, form) => toAscii(atomicsOf(json, form)),
  isAbsent: () => false,
  absent: () => new Uint8Array(),
};

function withAllPlaces(atomics: string): string {
  const digits = atomics.replace("-", "").padStart(19, "0");
  return `${atomics.startsWith("-") ? "-" : ""}${digits.slice(0, -18)}.${digits.slice(-18)}`;
}

function atomicsOf(json: unknown, form: JsonForm): string {
  // Amino writes an empty field as a bare "0", and a zero with all its places.
  if (json === "0" && form === "amino") return "";
  try {
    return Decimal.fromUserInput(textOf(json), 18).atomics;
  } catch {
    throw new JsonProblem(shown(json), "a decimal of at most 18 places");
  }
}

/** google.protobuf.Duration: "1.5s", in amino its nanoseconds. */
export const duration: JsonType<Duration | undefined> = {
  toJson(value, form) {
    if (value === undefined) return null;
    if (form === "proto") return durationToJson(value);
    if (value.seconds > MAX_AMINO_SECONDS) {
      throw new JsonProblem(durationToJson(value), `at most ${MAX_AMINO_SECONDS} s, which is what amino JSON can say`);
    }
    return (value.seconds * NANOSECONDS + BigInt(value.nanos)).toString();
  },
  fromJson(json, form) {
    if (form === "amino") {
      const total = int64.fromJson(json, form);
      return { seconds: total / NANOSECONDS, nanos: Number(total % NANOSECONDS) };
    }
    try {
      return durationFromJson(textOf(json));
    } catch {
      throw new JsonProblem(shown(json), 'a duration such as "1.5s"');
    }
  },
  isAbsent: (value) => value === undefined,
  absent: () => undefined,
};

/** google.protobuf.Timestamp: RFC 3339 with as many digits of the second as there are, in both forms. */
export const timestamp: JsonType<Timestamp | undefined> = {
  toJson(value) {
    if (value === undefined) return null;
    const whole = new Date(Number(value.seconds) * 1000).toISOString().slice(0, 19);
    const fraction = value.nanos.toString().padStart(9, "0").replace(/0+$/, "");
    return `${whole}${fraction === "" ? "" : `.${fraction}`}Z`;
  },
  fromJson(json) {
    const parts = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/.exec(textOf(json));
    const ms = parts === null ? Number.NaN : Date.parse(`${parts[1]}Z`);
    expect(!Number.isNaN(ms), json, 'a time such as "2026-05-06T07:08:09.123Z"');
    return { seconds: BigInt(ms / 1000), nanos: Number((parts?.[2] ?? "").padEnd(9, "0")) };
  },
  isAbsent: (value) => value === undefined,
  absent: () => undefined,
};
