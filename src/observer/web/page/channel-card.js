// @ts-check
/** @import { Consumer } from "./wire.ts" */
import { html } from "lit-html";
import { count } from "./format.js";
import { card, momentText, tag } from "./parts.js";

/** @type {Readonly<Record<string, import("./parts.js").Badge>>} */
const badges = {
  none: { tone: "calm", sign: "clock", text: "None yet" },
  opening: { tone: "calm", sign: "clock", text: "Opening" },
  open: { tone: "good", sign: "check", text: "Open" },
  "half-closed": { tone: "bad", sign: "cross", text: "Half closed" },
  closed: { tone: "bad", sign: "cross", text: "Closed" },
};

/** @type {Readonly<Record<string, string>>} */
const causes = {
  timeout: "a packet timed out",
  self: "the chain closed it",
  counterparty: "the other end had closed",
};

/**
 * Said of an end of which no event tells how it came to its state.
 * @type {Readonly<Record<string, string>>}
 */
const unseen = {
  none: "Nothing of it was seen",
  opening: "Its opening was not seen",
  open: "Its opening was not seen",
  closed: "Its closing was not seen",
};

/**
 * Both ends of the CCV channel, and what their state means.
 * @param {Consumer} consumer
 */
export function channelCard(consumer) {
  const { status, meaning, provider, consumer: onConsumer, frozenSince } = consumer.channel;
  const badge = badges[status] ?? badges.none;
  const tone = badge?.tone ?? "calm";
  const isCut = status !== "open";
  return card(
    "channel",
    "CCV channel",
    badge && tag(badge),
    html`<div class="ends">
        ${end("Provider", consumer.provider?.chainId, provider)}
        <div class="wire ${tone} ${isCut ? "cut" : ""}" aria-hidden="true"></div>
        ${end("Consumer", consumer.consumer?.chainId ?? consumer.chainId, onConsumer)}
      </div>
      <p class="meaning">${meaning}.${frozenSince === undefined ? "" : ` Its set is frozen since block ${count(frozenSince)}.`}</p>`,
  );
}

/**
 * @param {string} side
 * @param {string | undefined} chainId
 * @param {Consumer["channel"]["provider"]} state
 */
function end(side, chainId, state) {
  const badge = badges[state?.state ?? "none"];
  return html`<div class="end">
    <h3>${side} ${badge && tag(badge)}</h3>
    <p class="end-note"><code>${chainId ?? "unknown chain"}</code> ${state === undefined ? "" : html`· <code>${state.channelId}</code>`}</p>
    ${
      state?.closed
        ? html`<p class="end-note">Closed ${momentText(state.closed)}: ${causes[state.closed.cause]}</p>`
        : state?.opened
          ? html`<p class="end-note">Opened ${momentText(state.opened)}, block ${count(state.opened.height)}</p>`
          : html`<p class="end-note">${unseen[state?.state ?? "none"]}</p>`
    }
  </div>`;
}
