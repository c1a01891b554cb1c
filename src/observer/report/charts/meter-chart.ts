import type { Markup } from "../html.ts";
import type { MeterReading } from "../report-data.ts";
import { axisLooks, renderChart } from "./render-chart.ts";

/** The slash meter as it was read; undefined for fewer than two readings. */
export async function meterChart(readings: readonly MeterReading[]): Promise<Markup | undefined> {
  const last = readings.at(-1);
  if (last === undefined || readings.length < 2) return undefined;
  const line = (name: string, value: (reading: MeterReading) => bigint, type: "solid" | "dashed") => ({
    name,
    type: "line",
    step: "end",
    showSymbol: false,
    lineStyle: { width: 2, type },
    data: readings.map((reading) => [reading.time.getTime(), Number(value(reading))]),
  });
  return renderChart(
    {
      xAxis: { type: "time", ...axisLooks, splitLine: { show: false } },
      yAxis: { type: "value", ...axisLooks },
      series: [
        line("slash meter", ({ slashMeter }) => slashMeter, "solid"),
        line("allowance", ({ slashMeterAllowance }) => slashMeterAllowance, "dashed"),
      ],
    },
    {
      title: "The slash meter in voting power: below zero, slash packets bounce",
      description: `${readings.length} readings; last ${last.slashMeter} of ${last.slashMeterAllowance}.`,
      legend: [
        { name: "slash meter", mark: "━" },
        { name: "allowance", mark: "╌" },
      ],
      height: 220,
    },
  );
}
