import { Duration } from "cosmjs-types/google/protobuf/duration";

const pattern = /^(-?)(\d+)(?:\.(\d{1,9}))?s$/;

/**
 * A Duration from its protobuf JSON form, such as "1209600s" or "-0.5s"; the object form of cosmjs-types
 * (`{seconds, nanos}`) is taken too. cosmjs-types alone reads the protobuf form as zero.
 * @throws Error where the text is not a duration
 */
export function durationFromJson(json: unknown): Duration {
  if (typeof json !== "string") return Duration.fromJSON(json);
  const parts = pattern.exec(json);
  if (!parts) throw new Error(`"${json}" is not a protobuf duration such as "1.5s"`);
  const [, minus, seconds = "0", fraction = ""] = parts;
  const sign = minus === "-" ? -1 : 1;
  return { seconds: BigInt(sign) * BigInt(seconds), nanos: sign * Number(fraction.padEnd(9, "0")) || 0 };
}

/** The protobuf JSON form of a Duration: "1209600s", "0.5s". */
export function durationToJson(duration: Duration): string {
  const minus = duration.seconds < 0n || duration.nanos < 0 ? "-" : "";
  const seconds = duration.seconds < 0n ? -duration.seconds : duration.seconds;
  const fraction = Math.abs(duration.nanos).toString().padStart(9, "0").replace(/0+$/, "");
  return `${minus}${seconds}${fraction === "" ? "" : `.${fraction}`}s`;
}
