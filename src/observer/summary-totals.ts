import type { ChainRole } from "./observer-event.ts";
import type { SlashStatus } from "./slash-outcome.ts";
import type { SlashRequest } from "./slash-requests.ts";

/** What became of a punishment that the consumer asked for; queued: it was not sent yet. */
export type SlashRequestStatus = SlashStatus | "queued";

/** Every status, in the order in which pages and metrics list them. */
export const slashRequestStatuses = [
  "queued",
  "waiting",
  "executed",
  "dropped",
  "logged",
  "bounced",
  "refused",
  "timed-out",
] as const satisfies readonly SlashRequestStatus[];

/** How a request stands. */
export function slashRequestStatus({ outcome }: SlashRequest): SlashRequestStatus {
  return outcome?.status ?? "queued";
}

/** How many requests have each status; every status is named. */
export function slashTotals(requests: readonly SlashRequest[]): Readonly<Record<SlashRequestStatus, number>> {
  const none = Object.fromEntries(slashRequestStatuses.map((status) => [status, 0]));
  const totals = none as Record<SlashRequestStatus, number>;
  for (const request of requests) totals[slashRequestStatus(request)] += 1;
  return totals;
}

/** How many there are on both chains together. */
export function ofBothChains({ provider, consumer }: Readonly<Record<ChainRole, readonly unknown[]>>): number {
  return provider.length + consumer.length;
}
