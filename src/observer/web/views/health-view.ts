import type * as z from "zod";
import type { ConsumerSummary } from "../../summary/consumer-summary.ts";
import type { overallHealth } from "../schemas/health-schema.ts";

/** Healthy while every consumer is secured or on its way there; otherwise one line for each that is not. */
export function overallHealthView(summaries: readonly ConsumerSummary[]): z.input<typeof overallHealth> {
  const reasons = summaries
    .filter(({ health: { verdict } }) => verdict !== "secured" && verdict !== "pending")
    .map(({ consumerId, chainId, health }) => {
      const why = health.reasons.map(({ text }) => text).join("; ");
      return `consumer ${consumerId}${chainId === undefined ? "" : ` (${chainId})`} is ${health.verdict}: ${why}`;
    });
  return { healthy: reasons.length === 0, reasons, consumers: summaries.length };
}
