import type { Block } from "../chain/block.ts";
import { IcsError } from "../errors.ts";
import type { ChainRestarted } from "./observer-event.ts";
import type { BlockSource } from "./sources.ts";

/** A block that was read, by which another chain of the same id is told. */
export interface KnownBlock {
  readonly height: bigint;
  readonly hash: string;
  readonly time: Date;
}

/** Another chain with the same id, and the block at which it was told. */
export interface Restart {
  readonly at: KnownBlock;
  readonly observation: ChainRestarted;
}

/** A chain that is followed. */
export interface FollowedChain {
  readonly identity: ChainIdentity;
  readonly signal: AbortSignal;
  /** Its height when observing began, where that was asked for. */
  readonly tip: bigint | undefined;
}

/** Which chain is followed: its first and its last known block. */
export class ChainIdentity {
  readonly #source: BlockSource;
  #first: KnownBlock | undefined;
  #last: KnownBlock | undefined;

  constructor(source: BlockSource, known: readonly KnownBlock[] = []) {
    this.#source = source;
    this.#first = known[0];
    this.#last = known.at(-1);
  }

  /** The blocks that identify the chain, ascending; [] where the source tells no hashes. */
  get known(): readonly KnownBlock[] {
    return [this.#first, this.#last].filter((block) => block !== undefined);
  }

  remember({ height, hash, time }: Block): void {
    this.#last = hash === undefined ? undefined : { height, hash, time };
    this.#first ??= this.#last;
  }

  /** Set where the block does not stand on the last one. */
  restartBefore({ height, parentHash }: Block): Restart | undefined {
    const last = this.#last;
    if (last === undefined || parentHash === undefined || last.height + 1n !== height) return undefined;
    return parentHash === last.hash ? undefined : restarted(last, parentHash);
  }

  /** Asks the source for the known blocks again; what it does not tell counts as unchanged. */
  async check(): Promise<Restart | undefined> {
    for (const known of this.known) {
      const actual = await this.#source.blockHash?.(known.height);
      if (actual !== undefined && actual !== known.hash) return restarted(known, actual);
    }
    return undefined;
  }

  error({ observation }: Restart): IcsError<"OBSERVER_CHAIN_RESTARTED"> {
    const { knownHeight: height, expectedHash, actualHash } = observation;
    const { chainId } = this.#source;
    return new IcsError(
      "OBSERVER_CHAIN_RESTARTED",
      `Another chain with the id ${chainId} has taken the place of the one observed: its block ${height} has hash ${actualHash}, not ${expectedHash}\nNothing that was known applies to it: observe it anew, from its first block and without a cursor.`,
      { chainId, height, expectedHash, actualHash },
    );
  }
}

function restarted(at: KnownBlock, actualHash: string): Restart {
  const { height: knownHeight, hash: expectedHash } = at;
  return { at, observation: { kind: "chainRestarted", knownHeight, expectedHash, actualHash } };
}
