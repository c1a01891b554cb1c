import { styleText } from "node:util";
import type { ChainProgress, ConsumerSummary } from "../../observer/summary/consumer-summary.ts";
import { type HealthVerdict, healthCodes } from "../../observer/summary/health-codes.ts";
import { slashRequestStatus } from "../../observer/summary-totals.ts";
import { durationText } from "../../observer/time-text.ts";

const marks: Readonly<
  Record<HealthVerdict, { readonly mark: string; readonly style: "green" | "yellow" | "red" | "cyan" }>
> = {
  secured: { mark: "✓", style: "green" },
  pending: { mark: "…", style: "cyan" },
  "at-risk": { mark: "!", style: "yellow" },
  unknown: { mark: "?", style: "yellow" },
  unsecured: { mark: "✗", style: "red" },
};

/** A consumer on a terminal: a headline, what it is like, and every reason for the verdict. */
export function summaryLines(summary: ConsumerSummary): readonly string[] {
  const { consumerId, chainId, health, phase, consumer, at } = summary;
  const { mark, style } = marks[health.verdict];
  const name = `${chainId ?? "consumer"} (${consumerId})`;
  return [
    `${styleText(style, `${mark} ${name.padEnd(20)} ${health.verdict.padEnd(9)}`)} ${phase ?? ""}  ${chainText(consumer, at)}`,
    styleText("dim", `    ${setText(summary)}   ${packetsText(summary)}`),
    styleText("dim", `    ${channelText(summary)}   ${clientsText(summary)}   ${slashText(summary)}`),
    ...health.reasons.map(({ code, text }) =>
      styleText(marks[healthCodes[code].verdict].style, `    ${code}: ${text}`),
    ),
  ];
}

/** `height 1234, 2 s ago`. */
export function chainText(chain: ChainProgress | undefined, now: Date): string {
  if (chain === undefined) return "no block read";
  return `height ${chain.height}, ${durationText(Math.max(0, now.getTime() - chain.time.getTime()) / 1000)} ago`;
}

function setText({ setLag, validators }: ConsumerSummary): string {
  const size = validators.filter(({ consumerPower }) => consumerPower !== undefined).length;
  if (size === 0) return "set not read";
  if (!setLag.isBehind) return `set of ${size} up to date`;
  const since = setLag.seconds === undefined ? "" : ` for ${durationText(setLag.seconds)}`;
  return `set of ${size} behind by ${setLag.packetsBehind}${since}`;
}

function packetsText({ vsc }: ConsumerSummary): string {
  const { oldestPending, latency } = vsc;
  const counts = `VSC ${vsc.sent} sent, ${vsc.received} received, ${vsc.acknowledged} acknowledged`;
  const took = latency.receivedSeconds ? `, received ${tookText(latency.receivedSeconds.p50)}` : "";
  const timeout = oldestPending ? `, next timeout in ${durationText(Math.max(0, oldestPending.secondsToTimeout))}` : "";
  return `${counts}${took}${timeout}`;
}

/** Each chain's time is its own: a block received may be older than the one that sent. */
function tookText(seconds: number): string {
  return seconds < 0 ? `at once (clocks differ by ${(-seconds).toFixed(1)} s)` : `after ${seconds.toFixed(1)} s`;
}

function channelText({ channel }: ConsumerSummary): string {
  const ends = [channel.provider?.channelId ?? "–", channel.consumer?.channelId ?? "–"];
  return `channel ${channel.status} (${ends.join(" ↔ ")})`;
}

function clientsText({ clients }: ConsumerSummary): string {
  const each = [clients.provider, clients.consumer].map((client) => {
    if (client === undefined) return "–";
    return client.secondsToExpiry === undefined ? client.status : durationText(Math.max(0, client.secondsToExpiry));
  });
  return `clients expire in ${each.join(" / ")}`;
}

function slashText({ slash }: ConsumerSummary): string {
  const last = slash.requests.at(-1);
  const meter = slash.meter === undefined ? "" : `meter ${slash.meter} of ${slash.allowance}`;
  return last === undefined ? meter : `${meter}, last slash ${slashRequestStatus(last)}`;
}
