// @ts-check
/** @import { VscPacket } from "./wire.ts" */
import uPlot from "uplot";

/**
 * The columns of the chart: seconds since 1970, then seconds to receipt, to acknowledgement, and so far on the way.
 * @param {readonly VscPacket[]} packets newest first
 * @param {number} nowMs
 * @returns {[number[], (number | null)[], (number | null)[], (number | null)[]]}
 */
export function chartColumns(packets, nowMs) {
  const sent = packets.filter((packet) => packet.sent !== undefined).toReversed();
  const sentMs = sent.map((packet) => Date.parse(packet.sent?.time ?? ""));
  return [
    sentMs.map((ms) => ms / 1000),
    sent.map(({ receivedSeconds }) => receivedSeconds ?? null),
    sent.map(({ acknowledgedSeconds }) => acknowledgedSeconds ?? null),
    sent.map(({ status }, index) =>
      status === "sent" ? Math.max(0, (nowMs - (sentMs[index] ?? nowMs)) / 1000) : null,
    ),
  ];
}

const SHORTEST_SPAN_SECONDS = 60;
const DAY_SECONDS = 86_400;

/**
 * The times that the chart spans: one packet alone stands in the middle of a minute.
 * @param {number | undefined} from
 * @param {number | undefined} to
 * @returns {[number, number]}
 */
export function timeSpan(from, to) {
  if (from === undefined || to === undefined) return [0, SHORTEST_SPAN_SECONDS];
  const missing = Math.max(0, SHORTEST_SPAN_SECONDS - (to - from)) / 2;
  return [from - missing, to + missing];
}

/**
 * Times as an axis tells them: with seconds or days where these differ.
 * @param {readonly number[]} times seconds since 1970, ascending
 */
function axisTimes(times) {
  const span = (times.at(-1) ?? 0) - (times[0] ?? 0);
  const isShort = span < 10 * SHORTEST_SPAN_SECONDS;
  /** @type {Intl.DateTimeFormatOptions} */
  const format =
    span > 3 * DAY_SECONDS
      ? { month: "short", day: "numeric" }
      : { timeStyle: isShort ? "medium" : "short", hourCycle: "h23" };
  return times.map((time) => new Date(time * 1000).toLocaleString(undefined, format));
}

/** A chart that follows its container's width and the reader's colours. */
export class PacketChart {
  /** @type {uPlot | undefined} */
  #chart;
  /** @type {HTMLElement | undefined} */
  #container;
  #colours = "";
  #resize = new ResizeObserver(() => this.#fit());

  /**
   * Shows the packets in this element; the same element again only takes the new data.
   * @param {HTMLElement} container
   * @param {readonly VscPacket[]} packets
   * @param {number} nowMs
   */
  show(container, packets, nowMs) {
    const columns = chartColumns(packets, nowMs);
    const colours = this.#readColours(container);
    if (this.#chart === undefined || this.#container !== container || this.#colours !== colours.join()) {
      this.#build(container, colours, columns);
    } else {
      this.#chart.setData(columns);
    }
  }

  /**
   * @param {HTMLElement} container
   * @param {readonly string[]} colours
   * @param {uPlot.AlignedData} columns
   */
  #build(container, [received = "", acknowledged = "", onItsWay = "", ink = "", grid = ""], columns) {
    this.#chart?.destroy();
    this.#resize.disconnect();
    this.#container = container;
    this.#colours = [received, acknowledged, onItsWay, ink, grid].join();
    const axis = { stroke: ink, grid: { stroke: grid, width: 1 }, ticks: { show: false }, font: "12px system-ui" };
    this.#chart = new uPlot(
      {
        width: container.clientWidth || 320,
        height: container.clientHeight || 220,
        cursor: { show: false },
        legend: { show: false },
        scales: {
          // What the chart itself proposes for one packet is years wide.
          x: { range: ({ data: [times] }) => timeSpan(times[0], times.at(-1)) },
          y: { range: (_chart, _low, high) => [0, Math.max(1, (high ?? 0) * 1.15)] },
        },
        axes: [
          { ...axis, space: 80, values: (_chart, values) => axisTimes(values) },
          { ...axis, size: 48, values: (_chart, values) => values.map((value) => `${value} s`) },
        ],
        series: [
          {},
          { stroke: received, width: 2, spanGaps: true, points: { show: true, size: 7, fill: received } },
          {
            stroke: acknowledged,
            width: 2,
            dash: [6, 5],
            spanGaps: true,
            points: { show: true, size: 7, fill: acknowledged },
          },
          {
            stroke: onItsWay,
            width: 0,
            points: { show: true, size: 10, width: 2, stroke: onItsWay, fill: "transparent" },
          },
        ],
      },
      columns,
      container,
    );
    this.#resize.observe(container);
  }

  #fit() {
    const width = this.#container?.clientWidth ?? 0;
    if (width > 0) this.#chart?.setSize({ width, height: this.#container?.clientHeight ?? 220 });
  }

  /**
   * As the style sheet says them now, light or dark.
   * @param {HTMLElement} container
   */
  #readColours(container) {
    const colourOf = (/** @type {string} */ selector) => {
      const element = document.querySelector(selector) ?? container;
      return getComputedStyle(element).color;
    };
    const { borderTopColor } = getComputedStyle(container);
    return [colourOf(".series-1"), colourOf(".series-2"), colourOf(".series-3"), colourOf(".legend"), borderTopColor];
  }
}
