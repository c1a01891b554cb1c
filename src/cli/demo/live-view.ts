import { styleText } from "node:util";
import { createLogUpdate } from "log-update";
import type { DemoView, FinishedStep } from "./demo-step.ts";
import { factsText } from "./plain-view.ts";

/** Where the chains stand, asked at every redraw. */
export type ChainHeights = () => ReadonlyMap<string, bigint>;

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const REDRAW_MS = 100;
const SEEN_LINES = 8;

/** Steps, heights and what the observer sees, redrawn in place on a terminal. */
export function createLiveView(stream: NodeJS.WriteStream, heights: ChainHeights): DemoView {
  const log = createLogUpdate(stream);
  const finished: FinishedStep[] = [];
  const seen: string[] = [];
  let running: { title: string; since: number } | undefined;
  let frame = 0;
  const draw = (): void => {
    frame += 1;
    log(
      [
        ...finished.map((step) => finishedLine(step)),
        ...(running ? [runningLine(running, FRAMES[frame % FRAMES.length] ?? "")] : []),
        "",
        heightsLine(heights()),
        ...seen.slice(-SEEN_LINES).map((line) => styleText("dim", `  ${line}`)),
      ]
        .map((line) => clip(line, stream.columns))
        .join("\n"),
    );
  };
  const timer = setInterval(draw, REDRAW_MS);
  return {
    stepStarted: (title) => {
      running = { title, since: performance.now() };
    },
    stepFinished: (step) => {
      finished.push(step);
      running = undefined;
    },
    seen: (text) => {
      seen.push(text);
      if (seen.length > SEEN_LINES) seen.shift();
    },
    close: () => {
      clearInterval(timer);
      log.clear();
      log.done();
    },
  };
}

function finishedLine(step: FinishedStep): string {
  const seconds = `${step.seconds.toFixed(2)} s`.padStart(8);
  return `${styleText("green", "✓")} ${step.title.padEnd(52)} ${seconds}  ${styleText("dim", factsText(step))}`;
}

function runningLine({ title, since }: { title: string; since: number }, spinner: string): string {
  const seconds = `${((performance.now() - since) / 1000).toFixed(1)} s`.padStart(8);
  return `${styleText("cyan", spinner)} ${title.padEnd(52)} ${seconds}`;
}

function heightsLine(heights: ReadonlyMap<string, bigint>): string {
  return [...heights].map(([chainId, height]) => `${styleText("bold", chainId)} ${height}`).join("   ");
}

/** Cuts a styled line at the terminal's width, so that redrawing counts its rows rightly. */
function clip(line: string, columns: number): string {
  const escapes = new RegExp(`(${String.fromCharCode(27)}\\[[0-9;]*m)`);
  let room = columns - 1;
  return line
    .split(escapes)
    .map((part, index) => {
      if (index % 2 === 1) return part;
      const kept = part.slice(0, Math.max(0, room));
      room -= kept.length;
      return kept;
    })
    .join("");
}
