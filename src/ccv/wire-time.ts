import type { Timestamp } from "cosmjs-types/google/protobuf/timestamp";

/** Seconds from Go's zero time, 1 January of the year 1, to 1970. */
const secondsToUnix = 62_135_596_800n;

/** A protobuf timestamp as a Date (millisecond precision); undefined for Go's zero time, which stands for "none". */
export function timestampToDate(timestamp: Timestamp | undefined): Date | undefined {
  if (timestamp === undefined || timestamp.seconds < 0n) return undefined;
  return new Date(Number(timestamp.seconds) * 1000 + Math.floor(timestamp.nanos / 1_000_000));
}

/** A Date as a protobuf timestamp. */
export function dateToTimestamp(date: Date): Timestamp {
  const ms = date.getTime();
  return { seconds: BigInt(Math.floor(ms / 1000)), nanos: (((ms % 1000) + 1000) % 1000) * 1_000_000 };
}

/**
 * Reads a time as Go's `Time.MarshalBinary` writes it; undefined for anything else.
 * @see time.Time.MarshalBinary
 */
export function parseGoBinaryTime(bytes: Uint8Array): Date | undefined {
  const [version] = bytes;
  const isKnown = (version === 1 && bytes.length === 15) || (version === 2 && bytes.length === 16);
  if (!isKnown) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const seconds = view.getBigInt64(1) - secondsToUnix;
  const milliseconds = Math.floor(view.getUint32(9) / 1_000_000);
  return new Date(Number(seconds) * 1000 + milliseconds);
}
