// @ts-check
/** @import { Consumer } from "./wire.ts" */
import { html, nothing } from "lit-html";
import { clock, count, dayAndTime, duration } from "./format.js";
import { verdictBadge } from "./parts.js";
import { sign } from "./signs.js";

/**
 * The verdict and why: what a reader wants to know first.
 * @param {Consumer} consumer
 * @param {number} nowMs
 */
export function verdictView(consumer, nowMs) {
  const { consumerId, chainId, name, health, phase, phaseSince } = consumer;
  const badge = verdictBadge(health.verdict);
  const title = name ?? chainId ?? `Consumer ${consumerId}`;
  return html`<section class="verdict ${badge.tone}" aria-labelledby="verdict-title">
    ${sign(badge.sign)}
    <h1 id="verdict-title">${title}: <em>${badge.text.toLowerCase()}</em></h1>
    <div class="who">
      <p>
        Consumer ${consumerId}${chainId === undefined ? nothing : html` · <code>${chainId}</code>`} ·
        ${phase ?? "phase unknown"}${phaseSince === undefined ? nothing : html` since <time datetime=${phaseSince.time}>${dayAndTime(phaseSince.time)}</time>`}
      </p>
      <p>${chainText("Provider", consumer.provider, nowMs)} · ${chainText("consumer", consumer.consumer, nowMs)}</p>
    </div>
    ${reasonList(consumer)}
  </section>`;
}

/** @param {Consumer} consumer */
function reasonList({ health: { reasons, verdict } }) {
  if (reasons.length === 0) {
    const all = "It runs the set that the provider computed for it, changes reach it, and no invariant is broken.";
    return html`<p class="reasons">${verdict === "secured" ? all : "No reason is known."}</p>`;
  }
  return html`<ul class="reasons" aria-label="Reasons">
    ${reasons.map(
      ({ code, text, since }) => html`<li>
        <span>${text}</span><code class="soft">${code}</code>
        ${since === undefined ? nothing : html`<span class="since">since <time datetime=${since} title=${dayAndTime(since)}>${clock(since)}</time></span>`}
      </li>`,
    )}
  </ul>`;
}

/**
 * @param {string} role
 * @param {Consumer["provider"]} progress
 * @param {number} nowMs
 */
function chainText(role, progress, nowMs) {
  if (progress === undefined) return html`${role} not read`;
  const age = Math.max(0, (nowMs - Date.parse(progress.time)) / 1000);
  return html`<span class="chain">${role} at block ${count(progress.height)}, ${duration(Math.floor(age))} old</span>`;
}
