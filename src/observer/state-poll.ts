import type { Block } from "../chain/block.ts";
import { errorMessage } from "../errors.ts";
import { placed } from "./block-events.ts";
import type { ChainRole, Observation, ObserverEvent } from "./observer-event.ts";
import { isStateMissing } from "./patiently.ts";
import type { Timeline } from "./timeline.ts";
import { TimelineBuilder } from "./timeline-builder.ts";

/** Reads a chain's state after a block, and compares it with the timeline of the chain's own events up to that block. */
export type ReadState = (byEvents: Timeline, height: bigint) => Promise<readonly Observation[]>;

/** What a poll remembers of its chain's events. */
const limits = { keepPackets: 8, keepEntries: 8 };

/** When a chain's state is read. */
export interface StateDue {
  /** After every so many blocks; undefined: never. */
  readonly everyBlocks: bigint | undefined;
  /** Once after the first block from this height on. */
  readonly from?: bigint | undefined;
}

/** Reads the state of one chain now and then. */
export class StatePoll {
  readonly #chain: ChainRole;
  readonly #everyBlocks: bigint | undefined;
  readonly #read: ReadState;
  #byEvents: TimelineBuilder;
  #from: bigint | undefined;

  constructor(chain: ChainRole, { everyBlocks, from }: StateDue, read: ReadState) {
    this.#chain = chain;
    this.#everyBlocks = everyBlocks;
    this.#from = from;
    this.#read = read;
    this.#byEvents = emptyTimeline(chain);
  }

  /** What is to be added to the block's events. */
  async follow(block: Block, events: readonly ObserverEvent[]): Promise<ObserverEvent[]> {
    if (this.#everyBlocks === undefined && this.#from === undefined) return [];
    // What events said before a gap may have changed in it.
    if (events.some(({ kind }) => kind === "blocksMissing")) this.#byEvents = emptyTimeline(this.#chain);
    for (const event of events) this.#byEvents.add(event);
    if (!this.#isDue(block.height)) return [];
    const observations = await this.#read(this.#byEvents.live, block.height).catch(stateMissing);
    return observations.map((observation) => placed(this.#chain, block, observation));
  }

  #isDue(height: bigint): boolean {
    const isFirst = this.#from !== undefined && height >= this.#from;
    if (isFirst) this.#from = undefined;
    return isFirst || (this.#everyBlocks !== undefined && height % this.#everyBlocks === 0n);
  }
}

function emptyTimeline(chain: ChainRole): TimelineBuilder {
  return new TimelineBuilder(undefined, { ...limits, watched: [chain] });
}

function stateMissing(error: unknown): readonly Observation[] {
  if (!isStateMissing(error)) throw error;
  return [{ kind: "stateMissing", what: "state", reason: errorMessage(error) }];
}
