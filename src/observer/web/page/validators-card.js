// @ts-check
/** @import { Consumer } from "./wire.ts" */
import { html } from "lit-html";
import { count } from "./format.js";
import { addressText, card, note, several, table, tag } from "./parts.js";

/**
 * The consumer's validators as both chains have them.
 * @param {Consumer} consumer
 */
export function validatorsCard({ validators }) {
  const different = validators.filter(({ providerPower, consumerPower }) => providerPower !== consumerPower).length;
  const text =
    different === 0 ? several(validators.length, "validator") : `${different} of ${validators.length} differ`;
  return card(
    "validators",
    "Validators",
    note(validators.length === 0 ? "None is known yet" : text),
    validators.length === 0
      ? html`<p class="empty">Sets are known once the consumer has launched and its state was read.</p>`
      : table(
          "Validators by power",
          ["On the provider", "On the consumer", "Computed#", "In force#", "Match"],
          validators.map(row),
        ),
  );
}

/** @param {Consumer["validators"][number]} validator */
function row({ providerConsensusAddress, consumerConsensusAddress, providerPower, consumerPower }) {
  const isSame = providerPower === consumerPower;
  const badge = isSame
    ? tag({ tone: "good", sign: "check", text: "Same" })
    : tag({ tone: "warn", sign: "alert", text: "Differs" });
  return html`<tr>
    <th scope="row">${addressText(providerConsensusAddress)}</th>
    <td>${addressText(consumerConsensusAddress)}</td>
    <td class="number">${count(providerPower)}</td>
    <td class="number">${count(consumerPower)}</td>
    <td>${badge}</td>
  </tr>`;
}
