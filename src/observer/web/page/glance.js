// @ts-check
/** @import { Glance, PageState } from "./wire.ts" */
import { html, nothing } from "lit-html";
import { several, verdictBadge } from "./parts.js";
import { sign } from "./signs.js";
import { shownConsumers } from "./state.js";

const MOST_SHOWN = 200;
const FILTER_FROM = 8;

/**
 * Every consumer with its verdict, the worst first; nothing where there is only one.
 * @param {PageState} state
 * @param {(filter: string) => void} onFilter
 */
export function glanceView(state, onFilter) {
  const { consumers } = state;
  if (consumers.length < 2) return nothing;
  const shown = shownConsumers(state);
  const secured = consumers.filter(({ health }) => health.verdict === "secured").length;
  return html`<nav class="glance" aria-label="Consumers">
    <h2>Consumers</h2>
    <p class="total">${secured} of ${consumers.length} secured</p>
    ${consumers.length < FILTER_FROM ? nothing : filterField(state.filter, onFilter)}
    <ul>${shown.slice(0, MOST_SHOWN).map((glance) => link(glance, glance.consumerId === state.selected))}</ul>
    ${shown.length > MOST_SHOWN ? html`<p class="total">${several(shown.length - MOST_SHOWN, "more is", "more are")} not shown: filter to find them</p>` : nothing}
  </nav>`;
}

/**
 * @param {string} filter
 * @param {(filter: string) => void} onFilter
 */
function filterField(filter, onFilter) {
  /** @param {InputEvent & { readonly target: HTMLInputElement }} event */
  const onInput = (event) => onFilter(event.target.value);
  return html`<label>
    <span class="visually-hidden">Filter consumers by id, chain or name</span>
    <input class="filter" type="search" placeholder="Filter" .value=${filter} @input=${onInput} />
  </label>`;
}

/**
 * @param {Glance} glance
 * @param {boolean} isSelected
 */
function link({ consumerId, chainId, name, health, setLag, phase }, isSelected) {
  const badge = verdictBadge(health.verdict);
  const why = health.reasons[0]?.text ?? (setLag.isBehind ? "Behind" : (phase ?? ""));
  return html`<li>
    <a class="consumer-link ${badge.tone}" href="#consumer-${consumerId}" aria-current=${isSelected ? "true" : nothing}>
      ${sign(badge.sign)}
      <span class="name">${name ?? chainId ?? `consumer ${consumerId}`}</span>
      <span class="soft">${badge.text}</span>
      <span class="why">${why}</span>
    </a>
  </li>`;
}
