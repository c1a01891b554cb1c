import { consumerPortId, providerPortId } from "../ccv/identifiers.ts";
import type { ConsumerPhase } from "../ccv/phase.ts";
import { currentPhase } from "./current-phase.ts";
import type { ChannelReading } from "./readings.ts";
import type { ChannelTimeline, Moment, Timeline } from "./timeline.ts";

/** One end of the CCV channel; undefined times were not seen. */
export interface ChannelEndState {
  readonly channelId: string;
  /** By what was seen of it, else by the last reading of its chain's state. */
  readonly state: "opening" | "open" | "closed";
  readonly opened: Moment | undefined;
  readonly closed: ChannelTimeline["closed"];
}

/**
 * How the CCV channel stands. none: nothing of it was seen; opening: one end is open, and the other not yet; open: both
 * are; half-closed: one end is closed and the other still believes in it, until a relayer tells it; closed: both are.
 */
export type ChannelStatus = "none" | "opening" | "open" | "half-closed" | "closed";

/** The CCV channel, and what its state means for both chains. */
export interface ChannelState {
  readonly status: ChannelStatus;
  readonly provider: ChannelEndState | undefined;
  readonly consumer: ChannelEndState | undefined;
  /** The phase last read; after STOPPED the consumer is sent nothing more, and is deleted at the removal time. */
  readonly phase: ConsumerPhase | undefined;
  /**
   * Set once no update can reach the consumer any more: its end is closed, or it is no longer LAUNCHED. It goes on as
   * proof of authority with the set that signs from this height on; undefined also where no set was applied or read.
   */
  readonly frozenSince: bigint | undefined;
}

/** What the timeline knows of the CCV channel. */
export function channelState(timeline: Timeline): ChannelState {
  const { channels, state } = timeline;
  const provider = lastEnd(channels.provider, providerPortId, state.provider?.channel);
  const consumer = lastEnd(channels.consumer, consumerPortId, state.consumer?.channel);
  const phase = currentPhase(timeline)?.phase;
  const isCutOff =
    provider?.state === "closed" || consumer?.state === "closed" || phase === "STOPPED" || phase === "DELETED";
  return {
    status: statusOf(provider, consumer),
    provider,
    consumer,
    phase,
    frozenSince: isCutOff ? lastSetHeight(timeline) : undefined,
  };
}

function statusOf(provider: ChannelEndState | undefined, consumer: ChannelEndState | undefined): ChannelStatus {
  if (provider === undefined && consumer === undefined) return "none";
  const closed = [provider, consumer].filter((end) => end?.state === "closed").length;
  if (closed > 0) return closed === 2 ? "closed" : "half-closed";
  // The provider's end opens last, on proof that the consumer's is open.
  return provider?.state === "open" && consumer?.state !== "opening" ? "open" : "opening";
}

/** A second channel can only come after the first was closed. */
function lastEnd(
  ends: ReadonlyMap<string, ChannelTimeline>,
  portId: string,
  reading: ChannelReading | undefined,
): ChannelEndState | undefined {
  const seen = [...ends.values()].findLast((candidate) => candidate.portId === portId);
  const channelId = seen?.channelId ?? reading?.channelId;
  if (channelId === undefined) return undefined;
  const read = reading?.channelId === channelId ? reading.state : undefined;
  return { channelId, state: endState(seen, read), opened: seen?.opened, closed: seen?.closed };
}

/** A closed end never opens again, so that whoever saw it closed is right. */
function endState(
  seen: ChannelTimeline | undefined,
  read: ChannelReading["state"] | undefined,
): ChannelEndState["state"] {
  if (seen?.closed !== undefined || read === "closed") return "closed";
  return seen?.opened !== undefined || read === "open" ? "open" : "opening";
}

function lastSetHeight({ consumerSet: { base, scheduled, lastRead } }: Timeline): bigint | undefined {
  return scheduled.at(-1)?.effectiveHeight ?? lastRead?.height ?? base?.height;
}
