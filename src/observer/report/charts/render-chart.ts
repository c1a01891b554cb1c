import type { EChartsCoreOption } from "echarts";
import { html, type Markup, trusted } from "../html.ts";

/** What a chart is called, and what it says to who cannot see it. */
export interface ChartText {
  readonly title: string;
  readonly description: string;
  readonly legend: readonly LegendEntry[];
  readonly height?: number;
}

/** A series, and the mark that tells it from others without its colour. */
export interface LegendEntry {
  readonly name: string;
  readonly mark?: string;
}

/** Colours of series, as custom properties of the page: they differ on dark screens and on paper. */
export const seriesColors = Array.from({ length: 11 }, (_value, index) => `var(--series-${index + 1})`);

const width = 960;
const ink = "var(--ink-2)";
const rule = "var(--rule)";

/** Axis looks that all charts share. */
export const axisLooks = {
  nameTextStyle: { color: ink },
  axisLabel: { color: ink },
  axisLine: { lineStyle: { color: rule } },
  axisTick: { lineStyle: { color: rule } },
  splitLine: { lineStyle: { color: rule } },
};

/**
 * A chart as inline SVG in a figure: no script, no font and no picture from elsewhere. The library is loaded here only,
 * so that who makes no report does not load it.
 */
export async function renderChart(option: EChartsCoreOption, text: ChartText): Promise<Markup> {
  const { title, description, legend, height = 300 } = text;
  const { init } = await import("echarts");
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption({
      animation: false,
      useUTC: true,
      color: seriesColors,
      textStyle: { fontFamily: "system-ui, sans-serif", color: ink },
      grid: { left: 16, right: 24, top: 16, bottom: 40 },
      ...option,
    });
    const svg = accessible(chart.renderToSVGString({ useViewBox: true }), `${title}. ${description}`);
    return html`<figure><figcaption>${title}</figcaption>
<ul class="legend">${legend.map(legendItem)}</ul>
${trusted(svg)}</figure>`;
  } finally {
    chart.dispose();
  }
}

/** In the page and not in the picture, so that its text is set, wrapped and read out like all other text. */
function legendItem({ name, mark = "■" }: LegendEntry, index: number): Markup {
  const color = seriesColors[index % seriesColors.length] ?? "";
  return html`<li><span class="swatch" style="color:${color}" aria-hidden="true">${mark}</span> ${name}</li>`;
}

/** One picture to a screen reader, with its text; the size follows the page, and nothing changes under the pointer. */
function accessible(svg: string, label: string): string {
  const { text } = html`<svg role="img" aria-label="${label}" `;
  return svg
    .replace(/^<svg /, () => text)
    .replace(/ width="\d+" height="\d+"/, "")
    .replace(/<style[^>]*>.*?<\/style>/s, "");
}
