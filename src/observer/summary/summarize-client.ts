import type { LightClientReading } from "../readings.ts";

/** A light client, and how long it still has. */
export interface ClientSummary extends LightClientReading {
  /** By the clock of the chain that keeps it; negative once it has expired; undefined where its newest header is unknown. */
  readonly secondsToExpiry: number | undefined;
}

/** A client by its last reading and the clock of its chain. */
export function summarizeClient(reading: LightClientReading | undefined, clock: Date): ClientSummary | undefined {
  if (reading === undefined) return undefined;
  const { expiresAt } = reading;
  const secondsToExpiry = expiresAt && (expiresAt.getTime() - clock.getTime()) / 1000;
  return { ...reading, secondsToExpiry };
}
