import Table from "cli-table3";
import type { FinishedStep } from "./demo-step.ts";

/** The demo's closing table: each step with seconds, blocks of the provider, heights and transactions. */
export function summaryTable(steps: readonly FinishedStep[]): string {
  const table = new Table({
    head: ["step", "seconds", "blocks", "heights", "transactions"],
    style: { head: [], border: [] },
    colAligns: ["left", "right", "right", "left", "left"],
  });
  for (const step of steps) {
    const heights = Object.entries(step.heights).map(([chainId, height]) => `${chainId} ${height}`);
    table.push([
      step.title,
      step.seconds.toFixed(2),
      step.providerBlocks,
      heights.join("\n"),
      step.txHashes.map((hash) => hash.slice(0, 12)).join("\n"),
    ]);
  }
  return table.toString();
}

/** One step as one JSON object on one line. */
export function stepJson(step: FinishedStep): string {
  const { name, title, seconds, providerBlocks, heights, txHashes, facts } = step;
  return JSON.stringify(
    {
      step: name,
      title,
      verified: true,
      seconds: Number(seconds.toFixed(3)),
      providerBlocks,
      heights,
      txHashes,
      facts,
    },
    (_key, value) => (typeof value === "bigint" ? Number(value) : value),
  );
}
