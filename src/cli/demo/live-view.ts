import { styleText } from "node:util";
import { createLogUpdate } from "log-update";
import type { DemoView, FinishedStep } from "./demo-step.ts";
import { sightLine } from "./describe-event.ts";

/** What a live view draws besides the steps. */
export interface LiveViewOptions {
  readonly consumers: number;
  /** Latest height by chain id, asked at every redraw. */
  readonly heights: () => ReadonlyMap<string, bigint>;
}

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const REDRAW_MS = 100;
const SEEN_LINES = 8;
const TITLE_WIDTH = 40;

/** Steps, heights and what the observer sees, redrawn in place on a terminal; the steps stay when it closes. */
export function createLiveView(stream: NodeJS.WriteStream, options: LiveViewOptions): DemoView {
  const log = createLogUpdate(stream);
  const begun = performance.now();
  const finished: FinishedStep[] = [];
  const seen: string[] = [];
  let running: { title: string; since: number } | undefined = { title: "Starting the provider", since: begun };
  let frame = 0;
  const draw = (rest: readonly string[]): void => {
    const lines = [...finished.map(finishedLine), ...rest];
    log(lines.map((line) => clip(line, stream.columns)).join("\n"));
  };
  const redraw = (): void => {
    frame += 1;
    draw([
      ...(running ? [runningLine(running, FRAMES[frame % FRAMES.length] ?? "")] : []),
      "",
      `${heightsLine(options.heights())}   ${styleText("dim", secondsText(begun))}`,
      ...seen.map((line) => styleText("dim", `  ${line}`)),
    ]);
  };
  const timer = setInterval(redraw, REDRAW_MS);
  let closed = false;
  return {
    stepStarted: (title) => {
      running = { title, since: performance.now() };
    },
    stepFinished: (step) => {
      finished.push(step);
      running = undefined;
    },
    seen: (sight) => {
      seen.push(sightLine(sight, options.consumers));
      if (seen.length > SEEN_LINES) seen.shift();
    },
    close: () => {
      if (closed) return;
      closed = true;
      clearInterval(timer);
      // A step that did not end stays too, with what was seen last: it is where to look.
      draw(running ? [runningLine(running, styleText("red", "✗")), ...seen.map((line) => `  ${line}`)] : []);
      log.done();
    },
  };
}

function finishedLine({ title, seconds, proof }: FinishedStep): string {
  const took = `${seconds.toFixed(2)} s`.padStart(8);
  return `${styleText("green", "✓")} ${title.padEnd(TITLE_WIDTH)} ${took}  ${styleText("dim", proof)}`;
}

function runningLine({ title, since }: { title: string; since: number }, mark: string): string {
  return `${styleText("cyan", mark)} ${title.padEnd(TITLE_WIDTH)} ${secondsText(since).padStart(8)}`;
}

function secondsText(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

function heightsLine(heights: ReadonlyMap<string, bigint>): string {
  return [...heights].map(([chainId, height]) => `${styleText("bold", chainId)} ${height}`).join("   ");
}

/** Cuts a styled line at the terminal's width, so that redrawing counts its rows rightly. */
export function clip(line: string, columns: number): string {
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
