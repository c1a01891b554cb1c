import type { Moment, Timeline } from "../timeline.ts";

/**
 * How far apart the block times of two chains must be, by what cannot have happened in another order. A block's time is
 * that of the votes for the one before, so that up to one block's length says nothing of the clocks.
 */
export interface ClockSkew {
  /** The consumer's clock is at least so far behind the provider's; 0 where nothing shows it. */
  readonly consumerBehindSeconds: number;
  /** The consumer's clock is at least so far ahead of the provider's; 0 where nothing shows it. */
  readonly consumerAheadSeconds: number;
  /** Packets whose latency from one chain to the other is negative. */
  readonly negativeLatencies: number;
}

/** What the packets of a timeline show of the two chains' clocks. */
export function clockSkew(timeline: Timeline): ClockSkew {
  const skew = { behind: 0, ahead: 0, negative: 0 };
  const count = (provider: number, consumer: number): void => {
    if (provider < 0 || consumer < 0) skew.negative += 1;
    skew.behind = Math.max(skew.behind, -provider);
    skew.ahead = Math.max(skew.ahead, -consumer);
  };
  for (const { sent, received, acknowledged } of timeline.vscPackets.values()) {
    count(seconds(sent, received), seconds(received, acknowledged));
  }
  for (const { sent, received, acknowledged } of timeline.slashPackets.values()) {
    count(seconds(received, acknowledged), seconds(sent, received));
  }
  return {
    consumerBehindSeconds: skew.behind,
    consumerAheadSeconds: skew.ahead,
    negativeLatencies: skew.negative,
  };
}

/** From a cause to its effect on the other chain: 0 where either was not seen. */
function seconds(cause: Moment | undefined, effect: Moment | undefined): number {
  return cause && effect ? (effect.time.getTime() - cause.time.getTime()) / 1000 : 0;
}
