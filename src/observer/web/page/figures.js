// @ts-check
/** @import { Consumer } from "./wire.ts" */
import { html, nothing } from "lit-html";
import { dayAndTime, duration, latencyText } from "./format.js";
import { countdown, figure, several } from "./parts.js";
import { secondsLeft } from "./state.js";

/** Less than this share of the whole time is soon. */
const SOON_SHARE = 0.25;

/**
 * The figures by which a consumer is judged, with what runs out first.
 * @param {Consumer} consumer
 * @param {number} nowMs
 */
export function figuresView(consumer, nowMs) {
  const { removalTime } = consumer;
  return html`<dl class="figures">
    ${lag(consumer)} ${latency(consumer)} ${timeout(consumer, nowMs)} ${expiry(consumer, nowMs)}
    ${removalTime === undefined ? nothing : figure("Deleted by the provider in", countdown((Date.parse(removalTime) - nowMs) / 1000), dayAndTime(removalTime), "bad")}
  </dl>`;
}

/** @param {Consumer} consumer */
function lag({ setLag: { isBehind, packetsBehind, seconds, newestValsetUpdateId, receivedValsetUpdateId } }) {
  const ids =
    newestValsetUpdateId === undefined
      ? "No change was sent yet"
      : `Update ${receivedValsetUpdateId ?? "none"} of ${newestValsetUpdateId}`;
  if (!isBehind) return figure("Validator set", "In step", ids, "good");
  const age = seconds === undefined ? "" : ` for ${duration(seconds)}`;
  return figure("Validator set", `Behind${age}`, `${several(packetsBehind, "change")} to receive. ${ids}`, "warn");
}

/** @param {Consumer} consumer */
function latency({
  vsc: {
    latency: { receivedSeconds, acknowledgedSeconds },
  },
}) {
  const known =
    acknowledgedSeconds &&
    `99 % under ${latencyText(receivedSeconds?.p99 ?? 0)}; acknowledged ${latencyText(acknowledgedSeconds.p50)}`;
  return figure(
    "Change received after",
    receivedSeconds ? latencyText(receivedSeconds.p50) : "–",
    known ?? "Median, once there is one",
  );
}

/**
 * @param {Consumer} consumer
 * @param {number} nowMs
 */
function timeout(consumer, nowMs) {
  const { oldestPending, queue, pending } = consumer.vsc;
  const waiting = queue && `${several(queue.valsetUpdateIds.length, "change")} wait for the ${queue.waitsFor}`;
  const left = secondsLeft(oldestPending?.secondsToTimeout, consumer, nowMs);
  if (oldestPending === undefined || left === undefined) {
    return figure("Next packet timeout", "None", waiting ?? "No packet is on its way");
  }
  const whole = (Date.parse(oldestPending.timeoutTime) - Date.parse(oldestPending.sentAt)) / 1000;
  const text = `${several(pending, "packet")} on the way, the oldest is ${oldestPending.sequence}`;
  const tone = left < 0 ? "bad" : left < SOON_SHARE * whole ? "warn" : "";
  return figure(left < 0 ? "Packet timed out" : "Next packet timeout in", countdown(left), waiting ?? text, tone);
}

/**
 * @param {Consumer} consumer
 * @param {number} nowMs
 */
function expiry(consumer, nowMs) {
  const known = [consumer.clients.provider, consumer.clients.consumer].flatMap((client) => {
    const left = secondsLeft(client?.secondsToExpiry, consumer, nowMs);
    return client === undefined || left === undefined ? [] : [{ client, left }];
  });
  const first = known.toSorted((one, other) => one.left - other.left)[0];
  if (first === undefined) return figure("First client expiry", "Unknown", "No light client was read");
  const { client, left } = first;
  const isFine = client.status === "Active" && left > SOON_SHARE * client.trustingPeriodSeconds;
  const tone = left < 0 || client.status !== "Active" ? "bad" : isFine ? "" : "warn";
  return figure(
    left < 0 ? "Client expired" : "First client expiry in",
    countdown(left),
    `${client.clientId}, ${client.status}`,
    tone,
  );
}
