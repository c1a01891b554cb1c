import type { ChainRole } from "./observer-event.ts";
import type { SlashTimeline, Timeline, VscTimeline } from "./timeline.ts";

const both: readonly ChainRole[] = ["provider", "consumer"];

/** True once nothing more can be seen of a VSC packet on the chains that are watched. */
export function isVscFinished(vsc: VscTimeline, watched: readonly ChainRole[] = both): boolean {
  const { sent, received, applied, acknowledged, timedOut } = vsc;
  const ends: Readonly<Record<ChainRole, boolean>> = {
    provider: sent !== undefined && (acknowledged !== undefined || timedOut !== undefined),
    consumer: (received !== undefined && applied !== undefined) || timedOut !== undefined,
  };
  return watched.every((chain) => ends[chain]);
}

/** As `isVscFinished`, for a slash packet. */
export function isSlashFinished(slash: SlashTimeline, watched: readonly ChainRole[] = both): boolean {
  const { sent, received, acknowledged, timedOut } = slash;
  const ends: Readonly<Record<ChainRole, boolean>> = {
    provider: received !== undefined || timedOut !== undefined,
    consumer: sent !== undefined && (acknowledged !== undefined || timedOut !== undefined),
  };
  return watched.every((chain) => ends[chain]);
}

/** True where the provider's state says that a VSC packet has ended, as it does of one whose end fell into a gap. */
export function isVscEndedByState({ state: { provider } }: Timeline, { sequence, sent }: VscTimeline): boolean {
  const open = provider?.unacknowledgedSequences;
  if (provider === undefined || open === undefined || sent === undefined) return false;
  return provider.height >= sent.height && !open.includes(sequence);
}
