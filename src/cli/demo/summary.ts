import Table from "cli-table3";
import type { FinishedStep } from "./demo-step.ts";

/** The demo's closing table: each step with seconds, the provider's blocks and heights; then every transaction. */
export function summary(steps: readonly FinishedStep[]): string {
  const table = new Table({
    head: ["step", "seconds", "blocks", "heights"],
    style: { head: [], border: [] },
    colAligns: ["left", "right", "right", "left"],
  });
  for (const { title, seconds, providerBlocks, heights } of steps) {
    const places = Object.entries(heights).map(([chainId, height]) => `${chainId} ${height}`);
    table.push([title, seconds.toFixed(2), providerBlocks, places.join(", ")]);
  }
  return `${withoutInnerRules(table.toString())}\n\n${transactions(steps)}`;
}

/** Keeps the rule under the header only: a demo has to fit on a screen. */
function withoutInnerRules(table: string): string {
  const lines = table.split("\n");
  return lines.filter((line, index) => index < 3 || !line.startsWith("├")).join("\n");
}

function transactions(steps: readonly FinishedStep[]): string {
  const lines = steps.flatMap(({ title, txHashes }) =>
    txHashes.map((hash, index) => `  ${(index === 0 ? title : "").padEnd(38)} ${hash}`),
  );
  return ["transactions", ...lines].join("\n");
}

/** One step as one JSON object on one line. */
export function stepJson(step: FinishedStep): string {
  const { name, title, seconds, providerBlocks, heights, txHashes, proof, facts } = step;
  const took = Number(seconds.toFixed(3));
  return JSON.stringify(
    { step: name, title, verified: true, seconds: took, providerBlocks, heights, txHashes, proof, facts },
    (_key, value) => (typeof value === "bigint" ? Number(value) : value),
  );
}
