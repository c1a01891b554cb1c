// @ts-check
/** @import { Consumer } from "./wire.ts" */
import { html } from "lit-html";
import { count } from "./format.js";
import { card, momentText, note, tag } from "./parts.js";
import { sign } from "./signs.js";

/** @type {Readonly<Record<string, string>>} */
const tones = { violation: "bad", "observer-failure": "bad", restart: "bad", disagreement: "warn" };

/**
 * Everything that should not be: violated invariants, disagreements, gaps, restarts, failed launches.
 * @param {Consumer} consumer
 */
export function findingsCard({ findings }) {
  if (findings.length === 0) {
    const badge = tag({ tone: "good", sign: "check", text: "Nothing" });
    const text = "No invariant is broken, state agrees with events, and no block is missing.";
    return card("findings", "Findings", badge, html`<p class="empty">${text}</p>`);
  }
  return card(
    "findings",
    "Findings",
    note(`${count(findings.length)}, latest first`),
    html`<ul class="findings">
      ${findings.map(
        ({ kind, title, text, chain, height, time }) => html`<li class=${tones[kind] ?? "calm"}>
          ${sign(tones[kind] === "bad" ? "cross" : "alert")}
          <div>
            <h3>${title}</h3>
            <p>${text}</p>
            ${height === undefined || time === undefined ? "" : html`<p class="card-note">${chain} block ${count(height)}, ${momentText({ height, time })}</p>`}
          </div>
        </li>`,
      )}
    </ul>`,
  );
}
