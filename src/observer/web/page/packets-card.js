// @ts-check
/** @import { Consumer, VscPacket } from "./wire.ts" */
import { html } from "lit-html";
import { count, latencyText } from "./format.js";
import { addressText, card, countdown, momentText, note, several, table, tag } from "./parts.js";
import { secondsLeft } from "./state.js";

/** @type {Readonly<Record<VscPacket["status"], import("./parts.js").Badge>>} */
const badges = {
  sent: { tone: "calm", sign: "clock", text: "On its way" },
  received: { tone: "calm", sign: "check", text: "Received" },
  acknowledged: { tone: "good", sign: "check", text: "Acknowledged" },
  refused: { tone: "bad", sign: "cross", text: "Refused" },
  "timed-out": { tone: "bad", sign: "cross", text: "Timed out" },
};

/**
 * Changes of the validator set on their way: a chart, and the same as a table.
 * @param {Consumer} consumer
 * @param {readonly VscPacket[]} packets newest first
 * @param {number} nowMs
 */
export function packetsCard(consumer, packets, nowMs) {
  const { sent, received, acknowledged, timedOut, refused } = consumer.vsc;
  const totals = [
    `${count(sent)} sent`,
    `${count(received)} received`,
    `${count(acknowledged)} acknowledged`,
    ...(timedOut > 0 ? [`${count(timedOut)} timed out`] : []),
    ...(refused > 0 ? [`${count(refused)} refused`] : []),
  ];
  return card(
    "packets",
    "Validator-set changes",
    note(totals.join(" · ")),
    html`<ul class="legend" aria-hidden="true">
        <li class="series-1"><svg viewBox="0 0 32 12"><path d="M1 6h30" stroke="currentColor" stroke-width="2.5" /><circle cx="16" cy="6" r="4" fill="currentColor" /></svg>received</li>
        <li class="series-2"><svg viewBox="0 0 32 12"><path d="M1 6h30" stroke="currentColor" stroke-width="2.5" stroke-dasharray="5 4" /><circle cx="16" cy="6" r="4" fill="currentColor" /></svg>acknowledged</li>
        <li class="series-3"><svg viewBox="0 0 32 12"><circle cx="16" cy="6" r="4.5" fill="none" stroke="currentColor" stroke-width="2" /></svg>still on its way</li>
        <li>seconds after it was sent</li>
      </ul>
      <figure class="chart" role="img" aria-label=${chartLabel(packets)}></figure>
      ${
        packets.length === 0
          ? html`<p class="empty">No change of the set was sent yet: the provider sends one at the end of an epoch in which powers changed.</p>`
          : table(
              "Validator-set change packets, newest first",
              [
                "Packet",
                "Update#",
                "State",
                "Sent",
                "Received after#",
                "Acknowledged after#",
                "Validators#",
                "Slash acknowledgements",
              ],
              packets.map((packet) => row(packet, consumer, nowMs)),
            )
      }`,
  );
}

/**
 * @param {VscPacket} packet
 * @param {Consumer} consumer
 * @param {number} nowMs
 */
function row(packet, consumer, nowMs) {
  const { sequence, valsetUpdateId, status, sent, receivedSeconds, acknowledgedSeconds, updates } = packet;
  const left = status === "sent" ? secondsLeft(packet.secondsToTimeout, consumer, nowMs) : undefined;
  return html`<tr>
    <th scope="row">${sequence}</th>
    <td class="number">${valsetUpdateId ?? "–"}</td>
    <td>${tag(badges[status])}${left === undefined ? "" : html` <span class="soft">times out in ${countdown(left)}</span>`}</td>
    <td>${momentText(sent)}</td>
    <td class="number">${receivedSeconds === undefined ? "–" : latencyText(receivedSeconds)}</td>
    <td class="number">${acknowledgedSeconds === undefined ? "–" : latencyText(acknowledgedSeconds)}</td>
    <td class="number">${updates ?? "–"}</td>
    <td>${packet.slashAcknowledgements.length === 0 ? "–" : packet.slashAcknowledgements.map(addressText)}</td>
  </tr>`;
}

/** @param {readonly VscPacket[]} packets */
function chartLabel(packets) {
  const received = packets.flatMap(({ receivedSeconds }) => receivedSeconds ?? []);
  if (received.length === 0) return "Chart of how long packets took: none was received yet";
  const slowest = latencyText(Math.max(...received));
  return `Chart of how long the last ${several(packets.length, "packet")} took; the slowest was received after ${slowest}. The table below has the same figures.`;
}
