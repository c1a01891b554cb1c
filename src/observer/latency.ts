import type { Moment, SlashTimeline, VscTimeline } from "./timeline.ts";

/** How long a VSC packet took; undefined for steps that have not happened. Seconds are between block times. */
export interface VscLatency {
  readonly sentToReceivedSeconds: number | undefined;
  /** From the consumer's receipt to the first height that the new set signs. */
  readonly receivedToEffectiveBlocks: bigint | undefined;
  readonly sentToAcknowledgedSeconds: number | undefined;
  /** Blocks of the provider. */
  readonly sentToAcknowledgedBlocks: bigint | undefined;
}

/** How long a slash packet took; undefined for steps that have not happened. Seconds are between block times. */
export interface SlashLatency {
  readonly sentToReceivedSeconds: number | undefined;
  readonly sentToAcknowledgedSeconds: number | undefined;
  /** Blocks of the consumer, which sends nothing else of its kind meanwhile. */
  readonly sentToAcknowledgedBlocks: bigint | undefined;
}

/** The latencies of one VSC packet. Clocks of two chains may differ, so that seconds between them can be negative. */
export function vscLatency({ sent, received, applied, acknowledged }: VscTimeline): VscLatency {
  return {
    sentToReceivedSeconds: seconds(sent, received),
    receivedToEffectiveBlocks: received && applied ? applied.effectiveHeight - received.height : undefined,
    sentToAcknowledgedSeconds: seconds(sent, acknowledged),
    sentToAcknowledgedBlocks: blocks(sent, acknowledged),
  };
}

/** The latencies of one slash packet, from sending to the verdict known on the consumer. */
export function slashLatency({ sent, received, acknowledged }: SlashTimeline): SlashLatency {
  return {
    sentToReceivedSeconds: seconds(sent, received),
    sentToAcknowledgedSeconds: seconds(sent, acknowledged),
    sentToAcknowledgedBlocks: blocks(sent, acknowledged),
  };
}

function seconds(from: Moment | undefined, to: Moment | undefined): number | undefined {
  return from && to ? (to.time.getTime() - from.time.getTime()) / 1000 : undefined;
}

/** Of one chain. */
function blocks(from: Moment | undefined, to: Moment | undefined): bigint | undefined {
  return from && to ? to.height - from.height : undefined;
}
