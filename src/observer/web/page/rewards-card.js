// @ts-check
/** @import { Consumer } from "./wire.ts" */
import { html } from "lit-html";
import { count } from "./format.js";
import { card, momentText, note, several } from "./parts.js";

/**
 * The way of the consumer's fees to the validators: the last of each step.
 * @param {Consumer} consumer
 */
export function rewardsCard({
  rewards: { splits, scheduled, distributions, lastSplit, lastScheduled, lastDistributed },
}) {
  const arrived = lastScheduled && `${lastScheduled.amount}${lastScheduled.denom}`;
  return card(
    "rewards",
    "Rewards",
    note(distributions === 0 ? "None was distributed" : `Distributed ${several(distributions, "time")}`),
    html`<dl class="facts">
      ${step("Sent by the consumer", splits, lastSplit, lastSplit?.toProvider)}
      ${step("Arrived on the provider", scheduled, lastScheduled, arrived)}
      ${step("To validators", distributions, lastDistributed, lastDistributed?.distributed)}
      ${step("To the community pool", distributions, lastDistributed, lastDistributed?.communityPool)}
    </dl>`,
  );
}

/**
 * @param {string} name
 * @param {number} times
 * @param {{ readonly height: string, readonly time: string } | undefined} moment
 * @param {string | undefined} coins empty for none
 */
function step(name, times, moment, coins) {
  if (moment === undefined) return html`<dt>${name}</dt><dd class="soft">Nothing yet</dd>`;
  return html`<dt>${name}</dt>
    <dd>${coinsText(coins)} <span class="soft">at ${momentText(moment)}, the last of ${count(times)}</span></dd>`;
}

/**
 * Coins as the chain writes them, amounts in groups: `24 500 ibc/0A1B, 7 stake`.
 * @param {string | undefined} coins
 */
export function coinsText(coins) {
  if (coins === undefined || coins === "") return "nothing";
  return coins.replace(
    /(^|,)(\d+)(\.\d+)?/g,
    (_, comma, whole, part = "") => `${comma && ", "}${count(whole)}${part} `,
  );
}
