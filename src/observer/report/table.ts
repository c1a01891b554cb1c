import type { Moment } from "../timeline.ts";
import { countText, timeText } from "./format.ts";
import { type HtmlValue, html, type Markup } from "./html.ts";

/** Rows that a page shows of one table; the data has all. */
const mostRows = 1_000;

/** One column: its head, and what a row has there. */
export interface Column<T> {
  readonly head: string;
  readonly cell: (row: T) => HtmlValue;
  /** Right-aligned, in digits of one width. */
  readonly isNumber?: boolean;
}

/** A table with a caption; where there are no rows, the sentence that says so. The last rows of many are shown. */
export function table<T>(caption: string, columns: readonly Column<T>[], rows: readonly T[], empty: string): Markup {
  if (rows.length === 0) return html`<p class="empty">${empty}</p>`;
  const shown = rows.slice(-mostRows);
  const left = rows.length - shown.length;
  return html`${left > 0 && html`<p class="note">The last ${shown.length} of ${rows.length} are shown; the data has all.</p>`}
<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table>
<caption>${caption}${shown.length > 8 && html` <span class="count">${countText(rows.length, "row")}</span>`}</caption>
<thead><tr>${columns.map(({ head, isNumber }) => html`<th scope="col"${isNumber && html` class="number"`}>${head}</th>`)}</tr></thead>
<tbody>${shown.map(
    (row) => html`<tr>${columns.map((column) => cell(column, row))}</tr>
`,
  )}</tbody>
</table></div>`;
}

function cell<T>({ cell: content, isNumber }: Column<T>, row: T): Markup {
  return html`<td${isNumber && html` class="number"`}>${content(row)}</td>`;
}

/** A table that stands behind a chart, closed at first. */
export function behindChart(content: Markup): Markup {
  return html`<details><summary>The numbers behind the chart</summary>${content}</details>`;
}

/** Height and time of something; a dash where it was not seen. */
export function momentMarkup(moment: Moment | undefined): Markup {
  if (moment === undefined) return html`<span class="quiet">–</span>`;
  return html`<span class="height">${moment.height}</span> <time datetime="${isoText(moment.time)}">${timeText(moment.time)}</time>`;
}

function isoText(time: Date): string {
  return Number.isNaN(time.getTime()) ? "" : time.toISOString();
}

/** Columns that most tables begin with. */
export function momentColumns<T extends Moment>(): readonly Column<T>[] {
  return [
    { head: "Height", cell: ({ height }) => height, isNumber: true },
    { head: "Time (UTC)", cell: ({ time }) => html`<time datetime="${isoText(time)}">${timeText(time)}</time>` },
  ];
}
