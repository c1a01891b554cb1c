import { fromBase64, toBase64 } from "@cosmjs/encoding";
import { parse, stringify } from "devalue";

/**
 * Observer events, cursors and any other plain data as one line of JSON text, from which `fromJsonText` gives the same
 * again: bigints, dates, bytes and undefined included. Made for storing; the shape of the text is no public format.
 */
export function toJsonText(value: unknown): string {
  // Not left to the library: it would write the whole buffer that a key was cut from.
  return stringify(value, { Bytes: (item: unknown) => item instanceof Uint8Array && toBase64(item) });
}

/** The value that `toJsonText` wrote. @throws SyntaxError or TypeError for any other text */
export function fromJsonText(text: string): unknown {
  return parse(text, { Bytes: fromBase64 });
}
