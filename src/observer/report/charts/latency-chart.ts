import { median, secondsText } from "../format.ts";
import type { Markup } from "../html.ts";
import type { ReportedVsc } from "../report-data.ts";
import { axisLooks, renderChart } from "./render-chart.ts";

type Point = readonly [time: number, seconds: number];

/** How long each VSC packet took, by when it was sent; undefined where none has arrived. */
export async function latencyChart(packets: readonly ReportedVsc[]): Promise<Markup | undefined> {
  const points = (secondsOf: (packet: ReportedVsc) => number | undefined): Point[] =>
    packets.flatMap((packet): Point[] => {
      const seconds = secondsOf(packet);
      return seconds === undefined || packet.sent === undefined ? [] : [[packet.sent.time.getTime(), seconds]];
    });
  const received = points(({ latency }) => latency.sentToReceivedSeconds);
  const acknowledged = points(({ latency }) => latency.sentToAcknowledgedSeconds);
  const timedOut = points(({ sent, timedOut: at }) =>
    sent && at ? (at.time.getTime() - sent.time.getTime()) / 1000 : undefined,
  );
  if (received.length + acknowledged.length + timedOut.length === 0) return undefined;
  const medians = [
    ["received", received],
    ["acknowledged", acknowledged],
  ] as const;
  const description = medians
    .filter(([, list]) => list.length > 0)
    .map(([name, list]) => `${name} after ${secondsText(median(list.map(([, seconds]) => seconds)))}`);
  const series = [
    { name: "received on the consumer", data: received, symbol: "circle", mark: "●" },
    { name: "acknowledged on the provider", data: acknowledged, symbol: "diamond", mark: "◆" },
    { name: "timed out", data: timedOut, symbol: "triangle", mark: "▲" },
  ].filter(({ data }) => data.length > 0);
  return renderChart(
    {
      xAxis: { type: "time", ...axisLooks, splitLine: { show: false } },
      yAxis: { type: "value", ...axisLooks },
      series: series.map(({ name, data, symbol }) => {
        return { name, data, symbol, type: "scatter", symbolSize: data.length > 200 ? 5 : 9 };
      }),
    },
    {
      title: "Seconds that VSC packets took, by the time they were sent",
      description: `Medians: ${description.join(", ") || "none arrived"}; timed out: ${timedOut.length}.`,
      legend: series,
    },
  );
}
