import { numberText, shortAddress } from "../format.ts";
import type { Markup } from "../html.ts";
import type { ReportedSet } from "../report-data.ts";
import { axisLooks, renderChart, seriesColors } from "./render-chart.ts";

/** Validators with a band of their own; the rest share one. */
const mostBands = seriesColors.length - 1;

/** A validator's power from a height on. */
type Step = readonly [height: number, power: number];

/** The consumer's set over its heights, the largest validators one by one; undefined where no set was seen. */
export async function setChart(sets: readonly ReportedSet[], lastHeight: bigint): Promise<Markup | undefined> {
  const first = sets[0];
  const last = sets.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const states = setStates(sets);
  const names = largest(states);
  const end = Number(lastHeight > last.effectiveHeight ? lastHeight : last.effectiveHeight + 1n);
  const bands = names.map((name) => ({
    name: shortAddress(name),
    steps: stepsOf(states, (set) => set.get(name) ?? 0, end),
  }));
  const others = stepsOf(states, (set) => sum(set) - names.reduce((all, name) => all + (set.get(name) ?? 0), 0), end);
  if (others.some(([, power]) => power > 0)) bands.push({ name: "all others", steps: others });
  return renderChart(
    {
      xAxis: {
        type: "value",
        name: "height",
        min: Number(first.effectiveHeight),
        max: end,
        ...axisLooks,
        nameLocation: "middle",
        nameGap: 26,
        minInterval: 1,
        splitLine: { show: false },
      },
      yAxis: { type: "value", ...axisLooks },
      series: bands.map(({ name, steps }) => band(name, steps)),
    },
    {
      title: "Who signs the consumer's blocks, by voting power",
      description: `${first.validators} validators with power ${numberText(first.totalPower)} at height ${first.effectiveHeight}; ${last.validators} with ${numberText(last.totalPower)} from height ${last.effectiveHeight} on.`,
      legend: bands,
      height: 340,
    },
  );
}

function band(name: string, data: readonly Step[]) {
  const line = { width: 1.5 };
  return {
    name,
    data,
    type: "line",
    stack: "power",
    step: "end",
    showSymbol: false,
    areaStyle: { opacity: 0.55 },
    lineStyle: line,
  };
}

interface SetState {
  readonly height: number;
  readonly powers: ReadonlyMap<string, number>;
}

function setStates(sets: readonly ReportedSet[]): SetState[] {
  const states: SetState[] = [];
  for (const { effectiveHeight, by, powers } of sets) {
    const next = new Map(by === "read" ? [] : states.at(-1)?.powers);
    for (const { consumerConsensusAddress, power } of powers) next.set(consumerConsensusAddress, Number(power));
    states.push({ height: Number(effectiveHeight), powers: next });
  }
  return states;
}

/** By the most power that each ever had. */
function largest(states: readonly SetState[]): string[] {
  const most = new Map<string, number>();
  for (const { powers } of states) {
    for (const [name, power] of powers) most.set(name, Math.max(most.get(name) ?? 0, power));
  }
  const names = [...most].toSorted(([nameA, a], [nameB, b]) => b - a || (nameA < nameB ? -1 : 1)).map(([name]) => name);
  return names.length <= mostBands ? names : names.slice(0, mostBands);
}

function stepsOf(
  states: readonly SetState[],
  power: (set: ReadonlyMap<string, number>) => number,
  end: number,
): Step[] {
  const steps = states.map(({ height, powers }): Step => [height, power(powers)]);
  const last = steps.at(-1);
  return last === undefined ? steps : [...steps, [end, last[1]]];
}

function sum(set: ReadonlyMap<string, number>): number {
  return set.values().reduce((all, power) => all + power, 0);
}
