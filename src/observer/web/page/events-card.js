// @ts-check
/** @import { Message } from "./wire.ts" */
import { html, nothing } from "lit-html";
import { describeMessage } from "./describe-message.js";
import { clock, count } from "./format.js";
import { card, note } from "./parts.js";

/**
 * What happened last, newest first.
 * @param {readonly Message[]} messages
 */
export function eventsCard(messages) {
  return card(
    "events",
    "Latest events",
    note("Newest first; routine readings of state are left out"),
    messages.length === 0
      ? html`<p class="empty">Nothing has happened since the observer was started.</p>`
      : html`<div class="scroll tall" role="region" aria-label="Events, newest first" tabindex="0">
          <ol class="events">${messages.map(row)}</ol>
        </div>`,
  );
}

/** @param {Message} message */
function row(message) {
  const { text, detail, tone } = describeMessage(message);
  const event = "event" in message ? message.event : undefined;
  const where = event && `${event.chainId} block ${count(event.height)}`;
  return html`<li class=${tone}>
    ${event === undefined ? html`<span class="soft">–</span>` : html`<time datetime=${event.time}>${clock(event.time)}</time>`}
    <div>
      <p class=${tone === "" ? nothing : "toned"}>${text}</p>
      <p class="where">${[where, detail].filter(Boolean).join(" · ")}</p>
    </div>
  </li>`;
}
