// @ts-check
/** @import { Consumer } from "./wire.ts" */
import { html } from "lit-html";
import { count, dayAndTime } from "./format.js";
import { bar, card, countdown, note, tag } from "./parts.js";
import { secondsLeft } from "./state.js";

/**
 * Each chain's light client of the other, and how long it still has.
 * @param {Consumer} consumer
 * @param {number} nowMs
 */
export function clientsCard(consumer, nowMs) {
  return card(
    "clients",
    "Light clients",
    note("Each expires unless a relayer updates it in time"),
    html`<div class="clients">
      ${client("On the provider", consumer.clients.provider, consumer, nowMs)}
      ${client("On the consumer", consumer.clients.consumer, consumer, nowMs)}
    </div>`,
  );
}

/**
 * @param {string} side
 * @param {Consumer["clients"]["provider"]} reading
 * @param {Consumer} consumer
 * @param {number} nowMs
 */
function client(side, reading, consumer, nowMs) {
  if (reading === undefined) return html`<div><h3>${side}</h3><p class="empty">Not read yet</p></div>`;
  const left = secondsLeft(reading.secondsToExpiry, consumer, nowMs);
  const share = left === undefined ? 0 : left / reading.trustingPeriodSeconds;
  const isActive = reading.status === "Active" && (left === undefined || left >= 0);
  const tone = !isActive ? "bad" : share < 0.2 ? "warn" : "good";
  const badge = { tone, sign: isActive ? (share < 0.2 ? "alert" : "check") : "cross", text: reading.status };
  return html`<div>
    <h3>${side} <code>${reading.clientId}</code> ${tag(/** @type {import("./parts.js").Badge} */ (badge))}</h3>
    ${bar(share, /** @type {import("./parts.js").Tone} */ (tone))}
    <p class="bar-label">
      <span>${left !== undefined && left < 0 ? "Expired" : "Expires in"} ${countdown(left)}</span>
      <span class="soft">knows block ${count(reading.latestHeight)}${reading.expiresAt === undefined ? "" : ` · until ${dayAndTime(reading.expiresAt)}`}</span>
    </p>
  </div>`;
}
