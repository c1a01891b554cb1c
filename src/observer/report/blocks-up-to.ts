import { readableBlocks } from "../readable-blocks.ts";
import type { BlockSource } from "../sources.ts";

/**
 * The same blocks, ending after a height, which is the latest one then. One block beyond it is given where the last ones
 * are gone, to tell of them.
 */
export function blocksUpTo(source: BlockSource, last: bigint): BlockSource {
  const { latestHeight } = source;
  const latestUpTo = async (): Promise<bigint> => {
    const latest = (await latestHeight?.call(source)) ?? last;
    return latest < last ? latest : last;
  };
  return {
    ...source,
    ...(latestHeight && { latestHeight: latestUpTo }),
    async *blocks(options) {
      // Here, since what cannot be read is judged by the chain's own latest block.
      for await (const block of readableBlocks(source, options)) {
        yield block;
        if (block.height >= last) return;
      }
    },
  };
}
