import { styleText } from "node:util";
import type { ConsumerSummary } from "../../observer/summary/consumer-summary.ts";
import type { Started } from "./observe-output.ts";
import { chainText, summaryLines } from "./summary-lines.ts";

/** What is on the screen. */
export interface LiveScreen {
  readonly started: Started;
  readonly summaries: readonly ConsumerSummary[];
  /** What was seen last, the oldest first. */
  readonly seen: readonly string[];
  readonly rows: number;
}

/** The provider, every consumer, and what was seen last; cut where the screen is too low. */
export function liveLines({ started, summaries, seen, rows }: LiveScreen): readonly string[] {
  const [first] = summaries.filter(({ provider }) => provider !== undefined);
  const head = [
    `${styleText("bold", started.providerChainId)}  ${first ? chainText(first.provider, first.at) : "no block read"}`,
    ...(started.url === undefined ? [] : [styleText("dim", started.url)]),
  ];
  const tail = seen.map((line) => styleText("dim", `  ${line}`));
  return [...head, "", ...summaries.flatMap(summaryLines), "", ...tail].slice(0, Math.max(4, rows - 1));
}
