import type { Block } from "../chain/block.ts";
import { IcsError } from "../errors.ts";
import type { BlockSource } from "./sources.ts";

/**
 * The blocks of a source, checked to be each height once and in order.
 * @throws OBSERVER_GAP at the first block that is not the next one
 */
export async function* gapFreeBlocks(source: BlockSource, from: bigint, signal: AbortSignal): AsyncGenerator<Block> {
  let expectedHeight = from;
  for await (const block of source.blocks({ from, signal })) {
    if (block.height !== expectedHeight) throw gap(source.chainId, expectedHeight, block.height);
    yield block;
    expectedHeight += 1n;
  }
}

function gap(chainId: string, expectedHeight: bigint, actualHeight: bigint): IcsError<"OBSERVER_GAP"> {
  return new IcsError(
    "OBSERVER_GAP",
    `Block ${actualHeight} of ${chainId} came where block ${expectedHeight} was due\nWhat happened between is unknown: observe again from ${expectedHeight} with another node.`,
    { chainId, expectedHeight, actualHeight },
  );
}
