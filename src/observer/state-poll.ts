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

/** Reads the state of one chain after every so many blocks. */
export class StatePoll {
  readonly #chain: ChainRole;
  readonly #everyBlocks: bigint | undefined;
  readonly #read: ReadState;
  readonly #byEvents = new TimelineBuilder(undefined, limits);

  /** `everyBlocks` undefined: never. */
  constructor(chain: ChainRole, everyBlocks: bigint | undefined, read: ReadState) {
    this.#chain = chain;
    this.#everyBlocks = everyBlocks;
    this.#read = read;
  }

  /** What is to be added to the block's events. */
  async follow(block: Block, events: readonly ObserverEvent[]): Promise<ObserverEvent[]> {
    if (this.#everyBlocks === undefined) return [];
    for (const event of events) this.#byEvents.add(event);
    if (block.height % this.#everyBlocks !== 0n) return [];
    const observations = await this.#read(this.#byEvents.live, block.height).catch(stateMissing);
    return observations.map((observation) => placed(this.#chain, block, observation));
  }
}

function stateMissing(error: unknown): readonly Observation[] {
  if (!isStateMissing(error)) throw error;
  return [{ kind: "stateMissing", what: "state", reason: errorMessage(error) }];
}
