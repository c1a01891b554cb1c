// @ts-check
/** Text for people from numbers, times and identifiers. Pure: no DOM, no clock of its own. */

const units = /** @type {const} */ ([
  ["d", 86_400],
  ["h", 3600],
  ["min", 60],
  ["s", 1],
]);

/**
 * A length of time in its two largest units: `2 d 3 h`, `4 min 5 s`, `12 s`, `0.4 s`. Without its sign.
 * @param {number} seconds
 */
export function duration(seconds) {
  const left = Math.abs(seconds);
  if (left < 9.95) return `${left.toFixed(1).replace(/\.0$/, "")} s`;
  const whole = Math.round(left);
  const first = units.findIndex(([, size]) => whole >= size);
  const [unit, size] = units[first] ?? units[3];
  const [nextUnit, nextSize] = units[first + 1] ?? [undefined, 1];
  const rest = Math.floor((whole % size) / nextSize);
  return `${Math.floor(whole / size)} ${unit}${nextUnit && rest > 0 ? ` ${rest} ${nextUnit}` : ""}`;
}

/**
 * How long something took between blocks of two chains; negative where the later one's clock is behind, and said so.
 * @param {number} seconds
 */
export function latencyText(seconds) {
  return seconds < 0 ? `−${duration(seconds)}` : duration(seconds);
}

/**
 * `in 4 min 5 s` or `4 min 5 s ago`, seen from now.
 * @param {string | undefined} time
 * @param {number} nowMs
 */
export function fromNow(time, nowMs) {
  if (time === undefined) return "unknown";
  const seconds = (Date.parse(time) - nowMs) / 1000;
  return seconds >= 0 ? `in ${duration(seconds)}` : `${duration(seconds)} ago`;
}

/**
 * Whole numbers with thin groups, so that long heights can be read: `1 234 567`.
 * @param {string | number | undefined} value
 */
export function count(value) {
  return value === undefined ? "–" : String(value).replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f");
}

/**
 * The time of day to a second, by the reader's own clock.
 * @param {string} time
 */
export function clock(time) {
  return new Date(time).toLocaleTimeString(undefined, { hourCycle: "h23" });
}

/**
 * Day and time, by the reader's own clock.
 * @param {string | undefined} time
 */
export function dayAndTime(time) {
  if (time === undefined) return "unknown";
  return new Date(time).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium", hourCycle: "h23" });
}

/**
 * The telling ends of a bech32 address that would not fit: its prefix says the kind, and is the same for all.
 * @param {string} address
 */
export function shortAddress(address) {
  const dataFrom = address.lastIndexOf("1") + 1;
  const prefix = address.slice(0, dataFrom);
  const data = address.slice(dataFrom);
  return data.length <= 14 ? address : `${prefix}${data.slice(0, 5)}…${data.slice(-6)}`;
}

/**
 * The words of a camel-cased name: `vscPacketSent` becomes `VSC packet sent`.
 * @param {string} kind
 */
export function words(kind) {
  const text = kind.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  const named = text.replace(/\bvsc\b/g, "VSC").replace(/\bid\b/g, "ID");
  return named.charAt(0).toUpperCase() + named.slice(1);
}
