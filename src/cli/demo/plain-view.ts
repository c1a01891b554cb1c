import type { DemoView } from "./demo-step.ts";
import { sightLine } from "./describe-event.ts";

/** Progress as plain lines, for pipes and logs. */
export function createPlainView(write: (line: string) => void, consumers: number): DemoView {
  return {
    stepStarted: (title) => write(`… ${title}`),
    stepFinished: ({ title, seconds, proof }) => write(`✓ ${title} (${seconds.toFixed(2)} s): ${proof}`),
    seen: (sight) => write(`    ${sightLine(sight, consumers)}`),
    close: () => undefined,
  };
}
