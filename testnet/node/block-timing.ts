/** The CometBFT settings that decide how fast blocks follow one another, in milliseconds. */
export interface BlockTiming {
  readonly timeoutCommitMs: number;
  readonly timeoutProposeMs: number;
  readonly timeoutVoteMs: number;
  /** From a look at what a peer lacks to the next. */
  readonly gossipSleepMs: number;
  /** From a message to a peer until it is written, with others: each of a block's rounds waits for it. */
  readonly flushMs: number;
}

/**
 * What proposal, two rounds of votes and execution take on top of `timeout_commit`, in milliseconds: measured on two
 * cores with 1 (7 ms), 3 (26 ms) and 7 nodes (49 ms).
 */
function overheadMs(nodes: number): number {
  return nodes <= 1 ? 7 : Math.round(9 + 5.7 * nodes);
}

/**
 * Settings with which a chain of this many nodes makes a block about every `blockTimeMs`.
 * A proposer that is down costs its turn `timeoutProposeMs`, so that follows the block time within bounds: long enough
 * for a busy machine, short enough that a chain with a stopped validator goes on.
 */
export function blockTiming(blockTimeMs: number, nodes: number): BlockTiming {
  return {
    timeoutCommitMs: Math.max(1, blockTimeMs - overheadMs(nodes)),
    timeoutProposeMs: Math.min(3_000, Math.max(500, 2 * blockTimeMs)),
    timeoutVoteMs: Math.min(1_000, Math.max(250, blockTimeMs)),
    gossipSleepMs: 5,
    flushMs: 1,
  };
}
