// @ts-check
/** @import { Consumer, PageState } from "./wire.ts" */

/** Silence after which what is shown may be old: the observer tells something every second. */
export const STALE_AFTER_MS = 5000;

/**
 * The page before anything is known.
 * @param {number} nowMs
 * @returns {PageState}
 */
export function createState(nowMs) {
  return {
    consumers: [],
    filter: "",
    selected: undefined,
    consumer: undefined,
    packets: [],
    slashes: [],
    messages: [],
    link: "connecting",
    heardAtMs: nowMs,
    clockOffsetMs: 0,
    isPaused: false,
    problem: undefined,
  };
}

/**
 * The time by the observer's clock.
 * @param {PageState} state
 * @param {number} nowMs
 */
export function observerNow(state, nowMs) {
  return nowMs + state.clockOffsetMs;
}

/**
 * Seconds that were left when the summary was made, as they are now.
 * @param {number | undefined} seconds
 * @param {Consumer} consumer
 * @param {number} nowMs by the observer's clock
 */
export function secondsLeft(seconds, consumer, nowMs) {
  return seconds === undefined ? undefined : seconds - (nowMs - Date.parse(consumer.at)) / 1000;
}

/**
 * Why what is shown may not be what is; undefined where it is live.
 * @param {PageState} state
 * @param {number} nowMs by this machine's clock
 * @returns {"paused" | "lost" | undefined}
 */
export function staleBecause(state, nowMs) {
  if (state.isPaused) return "paused";
  const isSilent = nowMs - state.heardAtMs > STALE_AFTER_MS;
  return state.link === "lost" || isSilent ? "lost" : undefined;
}

/** @type {readonly string[]} */
const worstFirst = ["unsecured", "unknown", "at-risk", "pending", "secured"];

/**
 * The consumers that fit the filter, those that need somebody first.
 * @param {PageState} state
 */
export function shownConsumers(state) {
  const wanted = state.filter.trim().toLowerCase();
  const fits = state.consumers.filter(({ consumerId, chainId = "", name = "" }) =>
    [consumerId, chainId, name].some((text) => text.toLowerCase().includes(wanted)),
  );
  return fits.toSorted(
    (left, right) =>
      worstFirst.indexOf(left.health.verdict) - worstFirst.indexOf(right.health.verdict) ||
      Number(left.consumerId) - Number(right.consumerId),
  );
}
