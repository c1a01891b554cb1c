import type { Block } from "../chain/block.ts";
import { IcsError, isIcsError } from "../errors.ts";
import type { ChainIdentity, Restart } from "./chain-identity.ts";
import type { BlocksMissing } from "./observer-event.ts";
import { BlocksUnreadable, type ReadTiming, waitOut } from "./readable-blocks.ts";
import type { BlockSource } from "./sources.ts";

/** A block and the ranges missing before it, or that another chain has taken the chain's place, as the last item. */
export type Followed =
  | { readonly block: Block; readonly missing: readonly BlocksMissing[]; readonly restart?: undefined }
  | { readonly restart: Restart };

/** What is followed, and how. */
export interface FollowOptions {
  readonly from: bigint;
  /** Knows the chain so far, and learns each block before it is given. */
  readonly identity: ChainIdentity;
  readonly signal: AbortSignal;
  /** After so long without a block the source is asked whether it is still the same chain; default 10,000. */
  readonly stallCheckMs?: number | undefined;
  readonly readTiming?: ReadTiming | undefined;
}

/**
 * The blocks of a source from `from` on, checked to be each height once, in order, each on top of the one before.
 * A range that the source no longer keeps, or cannot tell, is named with the first block after it.
 * @throws OBSERVER_GAP at the first block that is not the next one; OBSERVER_CHAIN_RESTARTED after a restart was given
 */
export async function* followBlocks(source: BlockSource, options: FollowOptions): AsyncGenerator<Followed> {
  const { identity, signal, readTiming: timing } = options;
  let { from } = options;
  let missing: readonly BlocksMissing[] = [];
  for (;;) {
    try {
      for await (const next of nextBlocks(source, from, options)) {
        const restart = next instanceof Replaced ? next.restart : await replaced(identity, next, missing.length > 0);
        if (restart !== undefined) {
          yield { restart };
          throw identity.error(restart);
        }
        const block = next as Block;
        identity.remember(block);
        from = block.height + 1n;
        yield { block, missing };
        missing = [];
      }
      return;
    } catch (error) {
      const range =
        missingRange(error, from) ?? missingRange(await waitOut(source, from, error, { signal, timing }), from);
      if (range === undefined) continue;
      if (range.toHeight < from) throw error;
      missing = withRange(missing, range);
      from = range.toHeight + 1n;
    }
  }
}

/** No block stands on one that is missing: there the source is asked for those known. */
async function replaced(identity: ChainIdentity, block: Block, isAfterGap: boolean): Promise<Restart | undefined> {
  return identity.restartBefore(block) ?? (isAfterGap ? await identity.check() : undefined);
}

/** What an error says of the blocks from this height on; undefined for one that is not about them, and for none. */
function missingRange(error: unknown, fromHeight: bigint): BlocksMissing | undefined {
  const kind = "blocksMissing";
  if (isIcsError(error, "RPC_HEIGHT_PRUNED")) {
    return { kind, fromHeight, toHeight: error.context.lowestHeight - 1n, reason: "pruned" };
  }
  if (!(error instanceof BlocksUnreadable)) return undefined;
  return { kind, fromHeight, toHeight: error.nextHeight - 1n, reason: "unreadable", detail: error.reason };
}

/** A node may prune on while it is asked. */
function withRange(ranges: readonly BlocksMissing[], range: BlocksMissing): readonly BlocksMissing[] {
  const last = ranges.at(-1);
  if (last?.reason !== range.reason) return [...ranges, range];
  return [...ranges.slice(0, -1), { ...last, toHeight: range.toHeight }];
}

class Replaced {
  readonly restart: Restart;

  constructor(restart: Restart) {
    this.restart = restart;
  }
}

async function* nextBlocks(
  source: BlockSource,
  from: bigint,
  { identity, signal, stallCheckMs = 10_000 }: FollowOptions,
): AsyncGenerator<Block | Replaced> {
  const iterator = source.blocks({ from, signal })[Symbol.asyncIterator]();
  try {
    for (let expectedHeight = from; ; expectedHeight += 1n) {
      const next = iterator.next();
      while (!(await settlesWithin(next, stallCheckMs))) {
        const restart = await identity.check();
        if (restart !== undefined) yield new Replaced(restart);
      }
      const { value: block, done } = await next;
      if (done) return;
      if (block.height !== expectedHeight) throw gap(source.chainId, expectedHeight, block.height);
      yield block;
    }
  } finally {
    void iterator.return?.().catch(() => undefined);
  }
}

/** False where the promise is still open after so long; who waits for it sees how it ended. */
function settlesWithin(promise: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), timeoutMs);
    const settled = (): void => {
      clearTimeout(timer);
      resolve(true);
    };
    promise.then(settled, settled);
  });
}

function gap(chainId: string, expectedHeight: bigint, actualHeight: bigint): IcsError<"OBSERVER_GAP"> {
  return new IcsError(
    "OBSERVER_GAP",
    `Block ${actualHeight} of ${chainId} came where block ${expectedHeight} was due\nWhat happened between is unknown: observe again from ${expectedHeight} with another node.`,
    { chainId, expectedHeight, actualHeight },
  );
}
