// @ts-check
/** @import { Consumer, SlashRequest } from "./wire.ts" */
import { html } from "lit-html";
import { count, fromNow } from "./format.js";
import { addressText, bar, card, momentText, note, several, table, tag } from "./parts.js";

/** @type {Readonly<Record<SlashRequest["status"], import("./parts.js").Badge>>} */
const badges = {
  queued: { tone: "calm", sign: "clock", text: "Queued" },
  waiting: { tone: "calm", sign: "clock", text: "Waiting" },
  executed: { tone: "good", sign: "check", text: "Executed" },
  dropped: { tone: "warn", sign: "alert", text: "Dropped" },
  logged: { tone: "calm", sign: "check", text: "Logged only" },
  bounced: { tone: "warn", sign: "alert", text: "Bounced" },
  refused: { tone: "bad", sign: "cross", text: "Refused" },
  "timed-out": { tone: "bad", sign: "cross", text: "Timed out" },
};

/** @type {Readonly<Record<string, string>>} */
const dropReasons = {
  "not-launched": "the consumer was not launched",
  "not-in-set": "it was not in the consumer's set",
  "not-slashable": "staking cannot slash it",
  unknown: "why was not seen",
};

/**
 * The slash meter, and each punishment that the consumer asked for.
 * @param {Consumer} consumer
 * @param {readonly SlashRequest[]} requests newest first
 * @param {number} nowMs
 */
export function slashCard(consumer, requests, nowMs) {
  const { slash } = consumer;
  return card(
    "slash",
    "Slashing",
    note(slash.requests === 0 ? "No punishment was asked for" : several(slash.requests, "request")),
    html`${meter(slash, nowMs)}
    ${
      requests.length === 0
        ? html`<p class="empty">A consumer asks for one when a validator was down or signed twice.</p>`
        : table(
            "Slash requests, newest first",
            ["Asked", "Validator", "Infraction", "Verdict", "Tries#", "Jailed", "Power gone"],
            requests.map((request) => row(request, nowMs)),
          )
    }`,
  );
}

/**
 * @param {Consumer["slash"]} slash
 * @param {number} nowMs
 */
function meter({ meter: level, allowance, nextReplenishTime }, nowMs) {
  if (level === undefined || allowance === undefined)
    return html`<p class="empty">The slash meter was not read yet</p>`;
  const share = Number(level) / Math.max(1, Number(allowance));
  const isNegative = Number(level) < 0;
  const tone = isNegative ? "bad" : share < 0.25 ? "warn" : "good";
  return html`<p class="bar-label">
      <span>Meter <strong>${count(level)}</strong> of ${count(allowance)} power${isNegative ? ": packets bounce until it is refilled" : ""}</span>
      <span class="soft">${nextReplenishTime === undefined ? "" : `next refill ${fromNow(nextReplenishTime, nowMs)}`}</span>
    </p>
    ${bar(share, tone)}`;
}

/**
 * @param {SlashRequest} request
 * @param {number} nowMs
 */
function row(request, nowMs) {
  const { requested, consumerConsensusAddress, infraction, status, dropReason, tries, retryNotBefore } = request;
  const why = dropReason === undefined ? "" : dropReasons[dropReason];
  const retry = status === "bounced" && retryNotBefore !== undefined ? `retry ${fromNow(retryNotBefore, nowMs)}` : "";
  return html`<tr>
    <td>${momentText(requested)}</td>
    <th scope="row">${addressText(consumerConsensusAddress)}</th>
    <td>${infraction.replace("-", " ")}</td>
    <td>${tag(badges[status])} <span class="soft">${why}${retry}</span></td>
    <td class="number">${tries.length}</td>
    <td>${momentText(request.jailed)}</td>
    <td>${momentText(request.consumerPowerGone ?? request.providerPowerGone)}</td>
  </tr>`;
}
