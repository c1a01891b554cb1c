// @ts-check
/** @import { PageState } from "./wire.ts" */
import { html, nothing } from "lit-html";
import { channelCard } from "./channel-card.js";
import { clientsCard } from "./clients-card.js";
import { eventsCard } from "./events-card.js";
import { figuresView } from "./figures.js";
import { findingsCard } from "./findings-card.js";
import { clock } from "./format.js";
import { glanceView } from "./glance.js";
import { packetsCard } from "./packets-card.js";
import { rewardsCard } from "./rewards-card.js";
import { sign } from "./signs.js";
import { slashCard } from "./slash-card.js";
import { observerNow, staleBecause } from "./state.js";
import { validatorsCard } from "./validators-card.js";
import { verdictView } from "./verdict.js";

/**
 * @typedef {object} PageActions
 * @property {() => void} onPause
 * @property {(filter: string) => void} onFilter
 */

/**
 * The whole page.
 * @param {PageState} state
 * @param {number} nowMs by this machine's clock
 * @param {PageActions} actions
 */
export function pageView(state, nowMs, actions) {
  const isMany = state.consumers.length > 1;
  return html`${top(state, nowMs, actions)} ${staleBanner(state, nowMs)}
    <div class="frame ${isMany ? "many" : ""}">
      ${glanceView(state, actions.onFilter)}
      <main class="detail" id="detail" tabindex="-1">${detail(state, nowMs)}</main>
    </div>
    <footer>
      Read-only. The same facts: <a href="/openapi.json">API</a> · <a href="/metrics">metrics</a> ·
      <a href="/health">health</a>. Times are by your clock; countdowns by the chains'.
    </footer>`;
}

/**
 * @param {PageState} state
 * @param {number} nowMs
 * @param {PageActions} actions
 */
function top(state, nowMs, { onPause }) {
  const stale = staleBecause(state, nowMs);
  const tone = stale === "lost" ? "warn" : stale === "paused" ? "calm" : state.link === "live" ? "good" : "calm";
  const text =
    stale === "paused" ? "Paused" : stale === "lost" ? "Reconnecting" : state.link === "live" ? "Live" : "Connecting";
  return html`<header class="top">
    <span class="brand"><img src="/assets/icon.svg" alt="" width="26" height="26" />icskit observer</span>
    <span class="link-state ${text === "Live" ? "live" : ""}"><span class="tag ${tone}">${sign("dot")}${text}</span></span>
    <button type="button" aria-pressed=${state.isPaused ? "true" : "false"} @click=${onPause}>Pause</button>
  </header>`;
}

/**
 * @param {PageState} state
 * @param {number} nowMs
 */
function staleBanner(state, nowMs) {
  const why = staleBecause(state, nowMs);
  const since = clock(new Date(state.heardAtMs).toISOString());
  const texts = {
    paused: `Updates are paused: this is how it was at ${state.consumer ? clock(state.consumer.at) : since}.`,
    lost: `Nothing was heard of the observer since ${since}: what is below may be old. Trying again.`,
  };
  return html`<div role="status">${why === undefined ? nothing : html`<p class="stale-banner">${texts[why]}</p>`}</div>`;
}

/**
 * @param {PageState} state
 * @param {number} nowMs
 */
function detail(state, nowMs) {
  const { consumer, problem } = state;
  if (problem !== undefined) return html`<p class="card" role="alert">${problem}</p>`;
  if (consumer === undefined) return html`<p class="card soft">Reading what the observer knows …</p>`;
  const now = state.isPaused ? Date.parse(consumer.at) : observerNow(state, nowMs);
  return html`${verdictView(consumer, now)} ${figuresView(consumer, now)} ${channelCard(consumer)}
    ${packetsCard(consumer, state.packets, now)}
    <div class="pair">${slashCard(consumer, state.slashes, now)} ${clientsCard(consumer, now)}</div>
    <div class="pair">${validatorsCard(consumer)} ${findingsCard(consumer)}</div>
    ${rewardsCard(consumer)} ${eventsCard(state.messages)}`;
}
