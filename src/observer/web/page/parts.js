// @ts-check
import { html, nothing, svg } from "lit-html";
import { clock, count, dayAndTime, duration, shortAddress } from "./format.js";
import { sign } from "./signs.js";

/** @typedef {"good" | "warn" | "bad" | "calm"} Tone */
/** @typedef {{ readonly tone: Tone, readonly sign: string, readonly text: string }} Badge */

/** @type {Readonly<Record<string, Badge>>} */
export const verdicts = {
  secured: { tone: "good", sign: "check", text: "Secured" },
  pending: { tone: "calm", sign: "clock", text: "Not secured yet" },
  "at-risk": { tone: "warn", sign: "alert", text: "At risk" },
  unknown: { tone: "warn", sign: "question", text: "Unknown" },
  unsecured: { tone: "bad", sign: "cross", text: "Not secured" },
};

/**
 * The badge of a verdict; one that is not known is shown as such.
 * @param {string} verdict
 */
export function verdictBadge(verdict) {
  return verdicts[verdict] ?? { tone: "warn", sign: "question", text: verdict };
}

/**
 * A word with its sign and colour.
 * @param {Badge} badge
 */
export function tag(badge) {
  return html`<span class="tag ${badge.tone}">${sign(badge.sign)}${badge.text}</span>`;
}

/**
 * A section with a heading.
 * @param {string} id
 * @param {string} title
 * @param {unknown} note
 * @param {unknown} body
 */
export function card(id, title, note, body) {
  return html`<section class="card" aria-labelledby="${id}-title">
    <header><h2 id="${id}-title">${title}</h2>${note}</header>
    ${body}
  </section>`;
}

/**
 * A line beside a card's heading.
 * @param {unknown} text
 */
export function note(text) {
  return html`<p class="card-note">${text}</p>`;
}

/**
 * A table that scrolls by itself and can be scrolled from the keyboard.
 * @param {string} label
 * @param {readonly string[]} columns those that end in `#` are numbers
 * @param {readonly unknown[]} rows
 */
export function table(label, columns, rows) {
  return html`<div class="scroll tall" role="region" aria-label=${label} tabindex="0">
    <table>
      <caption class="visually-hidden">${label}</caption>
      <thead>
        <tr>
          ${columns.map((name) =>
            name.endsWith("#")
              ? html`<th scope="col" class="number">${name.slice(0, -1)}</th>`
              : html`<th scope="col">${name}</th>`,
          )}
        </tr>
      </thead>
      <tbody>${rows}</tbody>
    </table>
  </div>`;
}

/**
 * A block and its time.
 * @param {{ readonly height: string, readonly time: string } | undefined} moment
 */
export function momentText(moment) {
  if (moment === undefined) return html`<span class="soft">–</span>`;
  return html`<time datetime=${moment.time} title="${dayAndTime(moment.time)}, block ${moment.height}">${clock(moment.time)}</time>`;
}

/**
 * An address that keeps its row short; the whole of it is its title.
 * @param {string | undefined} address
 */
export function addressText(address) {
  return address === undefined
    ? html`<span class="soft">–</span>`
    : html`<code title=${address}>${shortAddress(address)}</code>`;
}

/**
 * How full something is, from 0 to 1; what it means stands in words beside it.
 * @param {number} share
 * @param {Tone} tone
 */
export function bar(share, tone) {
  const width = `${Math.round(Math.min(1, Math.max(0, share)) * 1000) / 10}%`;
  return html`<div class="bar ${tone}" aria-hidden="true">
    ${svg`<svg focusable="false"><rect width=${width} height="100%" fill="currentColor"></rect></svg>`}
  </div>`;
}

/**
 * One figure with its name, and what else there is to say of it.
 * @param {string} name
 * @param {unknown} value
 * @param {unknown} remark
 * @param {Tone | ""} tone
 */
export function figure(name, value, remark, tone = "") {
  return html`<div class=${tone}>
    <dt>${name}</dt>
    <dd class=${tone === "" ? "" : "tone"}>${value}</dd>
    ${remark === undefined ? nothing : html`<dd class="note">${remark}</dd>`}
  </div>`;
}

/**
 * How long something still has, in words that stay true once it is over.
 * @param {number | undefined} seconds
 */
export function countdown(seconds) {
  if (seconds === undefined) return "unknown";
  return seconds >= 0 ? duration(Math.ceil(seconds)) : `${duration(seconds)} ago`;
}

/**
 * One thing or several.
 * @param {number} number
 * @param {string} one
 */
export function several(number, one, many = `${one}s`) {
  return `${count(number)} ${number === 1 ? one : many}`;
}
