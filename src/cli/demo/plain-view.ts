import type { DemoView, FinishedStep } from "./demo-step.ts";

/** Progress as plain lines, for pipes and logs. */
export function createPlainView(write: (line: string) => void): DemoView {
  return {
    stepStarted: (title) => write(`… ${title}`),
    stepFinished: (step) => write(`✓ ${step.title} (${step.seconds.toFixed(2)} s)  ${factsText(step)}`),
    seen: (text) => write(`    ${text}`),
    close: () => undefined,
  };
}

/** A step's facts in one line. */
export function factsText(step: FinishedStep): string {
  return Object.entries(step.facts)
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name}=${value}`)
    .join("  ");
}
