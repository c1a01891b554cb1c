// @ts-check
/** @import { Message } from "./wire.ts" */
import { words } from "./format.js";
import { verdictBadge } from "./parts.js";

/** Readings of state come every few blocks and say nothing new by themselves. */
const routine = new Set(["providerStateRead", "consumerStateRead", "validatorSetRead"]);

/**
 * True for what a reader should see in a short list.
 * @param {Message} message
 */
export function isTelling(message) {
  return message.type !== "event" || !routine.has(message.event.kind);
}

const MOST_SHOWN = 60;

/**
 * The newest of both that tell something, each once, newest first.
 * @param {readonly Message[]} known
 * @param {readonly Message[]} more
 */
export function newestMessages(known, more) {
  const byPosition = new Map([...known, ...more].filter(isTelling).map((message) => [message.position, message]));
  return [...byPosition.values()].toSorted((left, right) => right.position - left.position).slice(0, MOST_SHOWN);
}

/**
 * A message in one line, its place apart.
 * @param {Message} message
 * @returns {{ readonly text: string, readonly detail: string, readonly tone: "" | "good" | "warn" | "bad" }}
 */
export function describeMessage(message) {
  switch (message.type) {
    case "event":
      return { text: words(message.event.kind), detail: details(message.event), tone: "" };
    case "violation":
      return { text: `Invariant ${message.invariant} does not hold`, detail: message.reason, tone: "bad" };
    case "failure":
      return { text: "The observer of this consumer failed", detail: message.text, tone: "bad" };
    case "health": {
      const { text, tone } = verdictBadge(message.health.verdict);
      const why = message.health.reasons.map((reason) => reason.text).join("; ");
      return { text: `Verdict: ${text.toLowerCase()}`, detail: why, tone: tone === "calm" ? "" : tone };
    }
  }
}

/** @type {readonly (readonly [string, (value: string) => string])[]} */
const told = [
  ["sequence", (value) => `packet ${value}`],
  ["valsetUpdateId", (value) => `update ${value}`],
  ["to", (value) => `now ${value}`],
  ["fromHeight", (value) => `from height ${value}`],
  ["toHeight", (value) => `to ${value}`],
  ["reason", (value) => value],
  ["about", (value) => value],
  ["cause", (value) => `because of ${value}`],
  ["portId", (value) => `port ${value}`],
  ["channelId", (value) => value],
  ["infraction", (value) => value],
  ["providerOperatorAddress", (value) => value],
  ["providerConsensusAddress", (value) => value],
];

/** @param {Readonly<Record<string, unknown>>} event */
function details(event) {
  const packet = /** @type {Readonly<Record<string, unknown>>} */ (event.packet ?? {});
  const verdict = /** @type {{ readonly kind?: unknown }} */ (event.verdict ?? {});
  const all = { ...packet, ...event };
  const parts = told.flatMap(([name, say]) => {
    const value = all[name];
    return typeof value === "string" ? [say(value)] : [];
  });
  return [...parts, ...(typeof verdict.kind === "string" ? [verdict.kind] : [])].join(", ");
}
