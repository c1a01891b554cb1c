import { durationText } from "../time-text.ts";
import { html, type Markup } from "./html.ts";

const longest = 400;

/** A time as everybody reads it alike; milliseconds, since blocks are that quick. */
export function timeText(time: Date): string {
  return Number.isNaN(time.getTime()) ? "no valid time" : time.toISOString().replace("T", " ").replace("Z", "");
}

/** A length of time, short ones to the hundredth of a second; a dash for none. */
export function secondsText(seconds: number | undefined): string {
  return seconds === undefined ? "–" : durationText(seconds, 2);
}

/** The number of things, with the right word. */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** A large number with thin separators. */
export function numberText(value: bigint | number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f");
}

/** Text of any length and content, cut to what a reader takes in. */
export function shortText(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}… (${text.length - longest} more characters)`;
}

/** An address, in type that tells its letters apart. */
export function addressMarkup(address: string): Markup {
  return html`<code>${shortText(address)}</code>`;
}

/** The head and tail of an address, for charts. */
export function shortAddress(address: string): string {
  return address.length <= 20 ? address : `…${address.slice(-8)}`;
}

/** The median of some numbers; undefined for none. */
export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((left, right) => left - right);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}
