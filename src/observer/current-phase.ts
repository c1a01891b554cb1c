import type { ConsumerPhase } from "../ccv/phase.ts";
import type { Moment, Timeline } from "./timeline.ts";

/** The consumer's phase, and when it was first seen in it; undefined where none was read. */
export function currentPhase({
  phases,
  state,
}: Timeline): { readonly phase: ConsumerPhase; readonly since: Moment } | undefined {
  const change = phases.at(-1);
  const { provider } = state;
  if (provider !== undefined && provider.height > (change?.height ?? 0n) && provider.phase !== change?.phase) {
    return { phase: provider.phase, since: momentIn(provider) };
  }
  return change && { phase: change.phase, since: momentIn(change) };
}

function momentIn({ height, time, txHash }: Moment): Moment {
  return { height, time, txHash };
}
