import type { Timeline, VscTimeline } from "./timeline.ts";

/** Where a VSC packet stands. */
export type VscStatus = "sent" | "received" | "acknowledged" | "refused" | "timed-out";

/** A VSC packet on its way, and how long it still has. */
export interface VscProgress {
  readonly status: VscStatus;
  /**
   * Until the consumer's clock reaches the timeout, against `now`; negative: the next relayer can close the channel with
   * it. Undefined once it was received or has timed out.
   */
  readonly secondsToTimeout: number | undefined;
}

/** How a VSC packet stands at a time of the consumer's clock. */
export function vscProgress(vsc: VscTimeline, now: Date): VscProgress {
  const status = statusOf(vsc);
  const isOnItsWay = status === "sent" && vsc.sent !== undefined;
  const secondsToTimeout = isOnItsWay ? ((vsc.sent?.timeoutTime.getTime() ?? 0) - now.getTime()) / 1000 : undefined;
  return { status, secondsToTimeout };
}

function statusOf({ received, acknowledged, timedOut }: VscTimeline): VscStatus {
  if (timedOut) return "timed-out";
  if (acknowledged?.verdict?.kind === "error" || received?.verdict.kind === "error") return "refused";
  if (acknowledged) return "acknowledged";
  return received ? "received" : "sent";
}

/** Changes of the set that wait on the provider, and what they wait for. */
export interface VscQueue {
  /** Ascending. */
  readonly valsetUpdateIds: readonly bigint[];
  /** channel: it is not open yet; client: the provider's client of the consumer has expired or is frozen; epoch: nothing but the next epoch. */
  readonly waitsFor: "channel" | "client" | "epoch";
  readonly clientStatus: string | undefined;
}

/** The queue by the last reading of the provider's state; undefined where none was made or nothing waits. */
export function vscQueue({ state: { provider } }: Timeline): VscQueue | undefined {
  if (provider === undefined || provider.pendingValsetUpdateIds.length === 0) return undefined;
  const { pendingValsetUpdateIds: valsetUpdateIds, client, channel } = provider;
  const isInactive = client !== undefined && client.status !== "Active";
  const waitsFor = channel === undefined ? "channel" : isInactive ? "client" : "epoch";
  return { valsetUpdateIds, waitsFor, clientStatus: client?.status };
}
